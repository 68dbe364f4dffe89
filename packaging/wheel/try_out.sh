#!/bin/sh
# Build the wheel, install it in an environment of its own, and let the installed program do its tour:
# sh packaging/wheel/try_out.sh PYTHON
# Ends with 0 only when every step of the tour succeeded.
set -eu
python=$1
[ "$(uname)" = Linux ] || { echo "This is a script for Linux."; exit 0; }
folder=build/wheel
rm -rf "$folder"
mkdir -p "$folder" dist
"$python" -m venv "$folder/build-venv"
"$folder/build-venv/bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$folder" .
"$python" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet "$folder"/*.whl
cp "$folder"/*.whl dist/
here=$(pwd)
cd /  # so that nothing of the source is imported
env -u PYTHONPATH QT_QPA_PLATFORM=offscreen "$here/$folder/venv/bin/scholar-desktop" --demo \
  --profile "$here/$folder/profile" --tour "$here/$folder/tour"
tried() {
  [ -s "$1" ] && grep -q '"ok": *true' "$1" && ! grep -q '"ok": *false' "$1" ||
    { echo "The tour did not succeed: $1" >&2; exit 1; }
  echo "The program of the wheel did its tour: $1"
}
tried "$here/$folder/tour/tour.json"
env -u PYTHONPATH QT_QPA_PLATFORM=offscreen SCHOLAR_DESKTOP_LANGUAGE=de "$here/$folder/venv/bin/scholar-desktop" --demo \
  --profile "$here/$folder/profile-german" --tour "$here/$folder/tour-german"
tried "$here/$folder/tour-german/tour.json"
env -u PYTHONPATH "$here/$folder/venv/bin/python" - <<'END'
from scholar_desktop import translation

translation.set_language("de")
assert translation.gettext("Settings") == "Einstellungen", translation.gettext("Settings")
END
echo "The wheel has the German texts."
