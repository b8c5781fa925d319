"""Whether every Python and TOML file of a folder parses; prints what pyproject.toml says of each project.

python parses.py DIR
"""

import json
import sys
import tomllib
from pathlib import Path

for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    compile(path.read_text(encoding="utf-8"), path, "exec")
for path in sorted(Path(sys.argv[1]).rglob("*.toml")):
    print(json.dumps(tomllib.loads(path.read_text(encoding="utf-8"))["project"]))
