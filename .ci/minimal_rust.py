"""Checks that no dependency asks for a newer Rust than Cargo.toml promises.

No older toolchain can be had from the registries to build with, so this goes by what each package declares;
what our own code uses of the standard library is held to the promise by clippy (`incompatible_msrv`).
"""

import json
import subprocess
import sys


def version(text):
    return tuple(int(part) for part in (text.split(".") + ["0", "0"])[:3])


command = ["cargo", "metadata", "--locked", "--format-version", "1"]
packages = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["packages"]
ours = next(package for package in packages if package["name"] == "trialseek")["rust_version"]
others = [package for package in packages if package["name"] != "trialseek"]
declared = [package for package in others if package["rust_version"]]
newer = [package for package in declared if version(package["rust_version"]) > version(ours)]
for package in newer:
    print(f"{package['name']} {package['version']} needs Rust {package['rust_version']}; Cargo.toml promises {ours}")
if newer:
    sys.exit(1)
print(f"minimal Rust: {ours}; {len(declared)} of {len(others)} packages declare theirs, none a newer one")
