#!/bin/sh
# Installs Microsoft's SARIF validator into a folder and prints the path of its program, for SARIF_MULTITOOL:
#   SARIF_MULTITOOL=$(tests/report/install-sarif-multitool.sh build/multitool)
# Needs npm. Everything npm says goes to stderr.
set -eu

folder=${1:?usage: install-sarif-multitool.sh DIR}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
npm install --prefix "$folder" --no-audit --no-fund --no-save @microsoft/sarif-multitool@5.7.0 >&2

case $(uname -s) in
    Darwin) package=sarif-multitool-darwin ;;
    *) package=sarif-multitool-linux ;;
esac
program=$folder/node_modules/@microsoft/$package/Sarif.Multitool
chmod u+x "$program" # npm may refuse to run the package's own script that does this
printf '%s\n' "$program"
