#!/bin/sh
# Sets up a machine: system packages (Debian 12), a virtual environment, the locked dependencies.
# Does nothing, in milliseconds, when all of it is there.
set -eu
cd "$(dirname "$0")/.."

# xvfb and the GL libraries: a screen without a screen; libzbar0: reads codes; chromium: pictures of the hall pages in tests;
# libudev1: tells what is plugged in; espeak-ng: the terminal's own voice; postgresql: the centre's tests run on both databases.
packages="python3-venv xvfb libgl1 libgl1-mesa-dri libegl1 libxcb1 libxkbcommon0 libmtdev1 libzbar0 libudev1 espeak-ng postgresql chromium"

lock_mark=$(cat requirements-dev.lock tools/setup.sh | sha256sum | cut -d' ' -f1)
[ -f .venv/ready ] && [ "$(cat .venv/ready)" = "$lock_mark" ] && exit 0

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

if [ "$(id -u)" = 0 ]; then as_root=env; elif sudo -n true 2>/dev/null; then as_root="sudo env"; else as_root=""; fi

# Debian's own Python: what a terminal has, and compiled for speed. One that was compiled by hand as it comes may take
# half as long again for everything, and stand before it in the search path (decision 28).
python=python3
if /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    if [ -n "$as_root" ] || /usr/bin/python3 -c 'import venv, ensurepip' 2>/dev/null; then python=/usr/bin/python3; fi
fi

missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
# A Python that is not Debian's brings its own venv module.
$python -c 'import venv, ensurepip' 2>/dev/null && missing=$(printf '%s' "$missing" | sed 's/ python3-venv//')
if [ -n "$missing" ]; then
    command="apt-get install -y --no-install-recommends$missing"
    if [ -n "$as_root" ]; then
        say "Installing system packages:$missing"
        $as_root apt-get update -qq
        $as_root DEBIAN_FRONTEND=noninteractive $command >/dev/null
    else
        say "System packages are missing and this user may not install them. Run this once, then the same command again:"
        say "    sudo apt-get update && sudo $command"
        exit 1
    fi
fi

$python - <<'PY' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"hallkiosk needs Python 3.11 or later; python3 here is {sys.version.split()[0]}.")
PY
home=$($python -c 'import os, sys; print(os.path.dirname(sys._base_executable))')
if [ ! -x .venv/bin/python ] || ! grep -qx "home = $home" .venv/pyvenv.cfg; then
    say "Making the virtual environment .venv of $home/python3"
    $python -m venv --clear .venv
fi
say "Installing the locked dependencies (about two minutes the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
printf '%s' "$lock_mark" > .venv/ready
