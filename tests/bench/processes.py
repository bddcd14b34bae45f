# SPDX-License-Identifier: ISC
"""What the processes of a house use, from /proc."""
import os


def below(root):
    """The process and all below it."""
    children = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as f:
                children.setdefault(int(f.read().rsplit(")", 1)[1].split()[1]), []).append(int(pid))
        except OSError:
            pass
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_s(roots):
    """Seconds of processor so far, by the name of the program."""
    used = {}
    for pid in {p for r in roots for p in below(r)}:
        try:
            with open(f"/proc/{pid}/stat") as f:
                name, rest = f.read().split("(", 1)[1].rsplit(")", 1)
            fields = rest.split()
            used[name] = used.get(name, 0) + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            pass
    return used


def resident_kb(roots):
    """Resident memory, by the name of the program: the largest of its processes."""
    found = {}
    for pid in {p for r in roots for p in below(r)}:
        try:
            with open(f"/proc/{pid}/status") as f:
                status = dict(line.split(":", 1) for line in f)
            name, kb = status["Name"].strip(), int(status.get("VmRSS", "0").split()[0])
            found[name] = max(found.get(name, 0), kb)
        except OSError:
            pass
    return found
