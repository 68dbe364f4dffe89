#!/bin/sh
# On Linux: try the folder that PyInstaller left in dist/, make the .deb of it where dpkg-deb is, and try that out:
# sh packaging/linux/package.sh PYTHON
set -eu
python=$1
[ "$(uname)" = Linux ] || exit 0
work=build/package
mkdir -p "$work"
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"

echo "dist/scholar-desktop: $(du -sm dist/scholar-desktop | cut -f1) MB"
rm -rf "$work/tour" "$work/profile"
QT_QPA_PLATFORM=offscreen dist/scholar-desktop/scholar-desktop --demo --profile "$work/profile" --tour "$work/tour"
echo "The program did its tour from its folder: $work/tour"

if command -v desktop-file-validate >/dev/null 2>&1; then
  desktop-file-validate packaging/linux/scholar-desktop.desktop
fi
if command -v appstreamcli >/dev/null 2>&1; then
  appstreamcli validate --no-net packaging/linux/scholar-desktop.metainfo.xml
fi
if ! command -v dpkg-deb >/dev/null 2>&1; then
  echo "dpkg-deb is not here: no .deb was made."
  exit 0
fi
rm -rf "$work/icons"
"$python" packaging/linux/icons.py "$work/icons"
"$python" packaging/debian/build.py dist/scholar-desktop "$work/icons" dist
sh packaging/debian/try_out.sh "$(ls -t dist/scholar-desktop_*.deb | head -1)" "$work/clean"
