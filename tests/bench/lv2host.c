/* SPDX-License-Identifier: ISC */
/* lv2host URI IN OUT RATE [symbol=value ...] - runs raw stereo float samples through an LV2 plugin; for comparing
 * with peers only.  The plugin's own delay is taken away.  Built by limiter_bench.py with liblilv. */
#include <lilv/lilv.h>
#include <lv2/options/options.h>
#include <lv2/urid/urid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024, PORTS_MOST = 512, NAMES_MOST = 1024 };

static char *names[NAMES_MOST];
static LV2_URID map_uri(LV2_URID_Map_Handle handle, const char *uri)
{
    (void)handle;
    for (LV2_URID i = 1; i < NAMES_MOST; i++) {
        if (!names[i])
            names[i] = strdup(uri);
        if (!strcmp(names[i], uri))
            return i;
    }
    return 0;
}
static const char *unmap_uri(LV2_URID_Unmap_Handle handle, LV2_URID id)
{
    (void)handle;
    return id < NAMES_MOST ? names[id] : NULL;
}

int main(int count, char **arg)
{
    if (count < 5)
        return 64;
    LilvWorld *world = lilv_world_new();
    lilv_world_load_all(world);
    LilvNode *uri = lilv_new_uri(world, arg[1]);
    const LilvPlugin *plugin = lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), uri);
    if (!plugin)
        return 69;
    LV2_URID_Map map = {NULL, map_uri};
    LV2_URID_Unmap unmap = {NULL, unmap_uri};
    LV2_Options_Option none[] = {{0}};
    LV2_Feature features[] = {{LV2_URID__map, &map}, {LV2_URID__unmap, &unmap}, {LV2_OPTIONS__options, none},
                              {"http://lv2plug.in/ns/ext/buf-size#boundedBlockLength", NULL}};
    const LV2_Feature *list[] = {&features[0], &features[1], &features[2], &features[3], NULL};
    LilvInstance *instance = lilv_plugin_instantiate(plugin, atof(arg[4]), list);
    if (!instance)
        return 70;
    LilvNode *audio = lilv_new_uri(world, LILV_URI_AUDIO_PORT), *in = lilv_new_uri(world, LILV_URI_INPUT_PORT);
    LilvNode *control = lilv_new_uri(world, LILV_URI_CONTROL_PORT);
    static float value[PORTS_MOST], sound[4][BLOCK], spare[PORTS_MOST][64];
    uint32_t ports = lilv_plugin_get_num_ports(plugin), late_port = lilv_plugin_get_latency_port_index(plugin);
    int ins = 0, outs = 0;
    lilv_plugin_get_port_ranges_float(plugin, NULL, NULL, value);
    for (uint32_t p = 0; p < ports; p++) {
        const LilvPort *port = lilv_plugin_get_port_by_index(plugin, p);
        const char *symbol = lilv_node_as_string(lilv_port_get_symbol(plugin, port));
        for (int i = 5; i < count; i++)
            if (!strncmp(arg[i], symbol, strlen(symbol)) && arg[i][strlen(symbol)] == '=')
                value[p] = (float)atof(strchr(arg[i], '=') + 1);
        if (lilv_port_is_a(plugin, port, audio) && lilv_port_is_a(plugin, port, in))
            lilv_instance_connect_port(instance, p, sound[ins++ % 2]);
        else if (lilv_port_is_a(plugin, port, audio))
            lilv_instance_connect_port(instance, p, sound[2 + outs++ % 2]);
        else if (lilv_port_is_a(plugin, port, control))
            lilv_instance_connect_port(instance, p, &value[p]);
        else
            lilv_instance_connect_port(instance, p, spare[p]);
    }
    FILE *from = fopen(arg[2], "rb"), *to = fopen(arg[3], "wb");
    if (!from || !to)
        return 74;
    lilv_instance_activate(instance);
    long left = -1, skip = 0, frames;
    fseek(from, 0, SEEK_END);
    frames = ftell(from) / 8;
    rewind(from);
    for (bool first = true; left != 0; first = false) {
        float block[2 * BLOCK] = {0};
        fread(block, 8, BLOCK, from);
        for (int i = 0; i < BLOCK; i++) {
            sound[0][i] = block[2 * i];
            sound[1][i] = block[2 * i + 1];
        }
        lilv_instance_run(instance, BLOCK);
        if (first) {
            skip = lilv_plugin_has_latency(plugin) ? (long)value[late_port] : 0;
            left = frames;
        }
        for (int i = 0; i < BLOCK && left > 0; i++) {
            float pair[2] = {sound[2][i], sound[3][i]};
            if (skip > 0) {
                skip--;
                continue;
            }
            fwrite(pair, sizeof pair, 1, to);
            left--;
        }
    }
    fclose(to);
    return 0;
}
