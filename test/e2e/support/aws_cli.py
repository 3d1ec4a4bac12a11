"""The AWS CLI in one process: reads a JSON list of argument lists, prints a JSON list of what each ended with."""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


def run(words):
    error = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(error):
        try:
            code = create_clidriver().main(words)
        except SystemExit as end:
            code = end.code
    return {"code": code or 0, "stderr": error.getvalue()}


answers = [run(words) for words in json.load(sys.stdin)]
json.dump(answers, sys.stdout)
