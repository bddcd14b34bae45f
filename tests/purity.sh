#!/bin/sh
# core/dsp is pure: its objects want nothing from outside but plain arithmetic and memory moves, so no
# malloc, no file, no clock, no global can creep in.  (__cpu_*: which of a function's two clones to run.)
B=${1:-build}
mine=$(nm --defined-only "$B"/core/dsp/*.o | awk 'NF == 3 { print $3 }' | sort -u)
alien=$(nm -u "$B"/core/dsp/*.o | awk 'NF == 2 { print $2 }' | sort -u |
    grep -vxE 'sqrt|fabs|floor|lrint|fmin|fmax|memcpy|memset|memmove|__cpu_model|__cpu_features2|__cpu_indicator_init|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__mem(cpy|set|move)_chk' |
    grep -vxF "$mine")
writable=$(nm -f sysv "$B"/core/dsp/*.o | awk -F'|' '$7 ~ /^\.(data|bss|tdata|tbss)($|\.[^r])/ || $7 ~ /COM/ { print $1 }')
[ -z "$alien$writable" ] && exit 0
echo "core/dsp is not pure: $alien $writable"
exit 1
