# The line of the freeze bench: carries IP packets between two TUN devices, each packet after a delay, and loses some of them. The
# kernels at both ends see a real network: what TCP does about a loss is their own doing. Python, because Node opens no TUN
# device. Started by `wire.ts`; the devices end with this process.
#
# wire.py DEVICE DEVICE DELAY_MS LOSS SEED: one way takes DELAY_MS and loses LOSS (0 to 1) of its packets.

import collections
import fcntl
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000

# Beyond a full-sized packet of either device.
PACKET_BYTES_MAX = 2048


def open_tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def pump(ends, delay, loss, chance):
    """Until standard input ends: whoever started this is gone."""
    queues = {fd: collections.deque() for fd in ends}
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    poll = select.poll()
    for fd in (*ends, 0):
        poll.register(fd, select.POLLIN)
    while True:
        due = min((queue[0][0] for queue in queues.values() if queue), default=None)
        wait_ms = None if due is None else max(0.0, (due - time.monotonic()) * 1000)
        for fd, event in poll.poll(wait_ms):
            if fd == 0:
                return
            take(fd, queues[other[fd]], delay, loss, chance)
        now = time.monotonic()
        for fd, queue in queues.items():
            while queue and queue[0][0] <= now:
                pass_on(fd, queue.popleft()[1])


def take(fd, queue, delay, loss, chance):
    while True:
        try:
            packet = os.read(fd, PACKET_BYTES_MAX)
        except OSError:
            return  # Nothing more for now, or the device is down.
        if chance.random() >= loss:
            queue.append((time.monotonic() + delay, packet))


def pass_on(fd, packet):
    try:
        os.write(fd, packet)
    except OSError:
        pass  # The device is not up yet, or takes no more: lost, as on any line.


if __name__ == "__main__":
    first, second, delay_ms, loss, seed = sys.argv[1:]
    ends = (open_tun(first), open_tun(second))
    print("ready", flush=True)
    pump(ends, float(delay_ms) / 1000, float(loss), random.Random(int(seed)))
