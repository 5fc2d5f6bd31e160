#!/bin/sh
# Writes requirements.lock (what a terminal runs) and requirements-dev.lock (that and the tests' tools):
# every version pinned with hashes, and no address of any package index.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: install uv first (pip install uv)" >&2; exit 1; }
lock() {
    output=$1; shift
    uv pip compile "$@" --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --quiet --output-file "$output"
}
lock requirements.lock pyproject.toml
lock requirements-dev.lock pyproject.toml --group dev --constraints requirements.lock
