"""Runs a program in a terminal that is closed once it shows some words. Prints its exit code; minus the signal that ended it."""

import os
import pty
import select
import sys
import time

words, *command = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown, begun = b"", time.time()
while words.encode() not in shown:
    if time.time() - begun > 30:
        sys.exit(f"it never showed {words}: {shown!r}")
    if select.select([terminal], [], [], 0.1)[0]:
        shown += os.read(terminal, 65536)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
