"""Runs scripts of emitted packages, all in this process, so that torch is imported once.

    python mains.py < commands.json

A command is a list: package, script, arguments. What comes out is a list of exit codes and outputs.
"""

import contextlib
import importlib
import io
import json
import sys


def call(package, script, *arguments):
    module = importlib.import_module(f"{package}.code.{script}")
    sys.argv = [f"{script}.py", *arguments]
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            module.main()
        except SystemExit as end:
            code = end.code
    return {"code": code, "out": out.getvalue()}


print(json.dumps([call(*command) for command in json.load(sys.stdin)]))
