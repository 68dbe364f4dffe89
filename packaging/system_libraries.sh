#!/bin/sh
# Qt's own libraries on Linux: installs what is missing where apt and the right to use it are there, else names it.
# Other systems carry them with Qt.
# sh packaging/system_libraries.sh [NAME=PACKAGE ...]: the commands and libraries (*.so*) that are needed too, each with
# the package that contains it.
set -u
[ "$(uname)" = Linux ] || exit 0

PACKAGES="libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 fonts-dejavu-core
libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxcb-render-util0
libxcb-image0 libwayland-cursor0"
LIBRARIES="libEGL.so.1 libGL.so.1 libxkbcommon.so.0 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0
libxcb-cursor.so.0 libxkbcommon-x11.so.0 libxcb-icccm.so.4 libxcb-keysyms.so.1 libxcb-shape.so.0 libxcb-xkb.so.1
libxcb-render-util.so.0 libxcb-image.so.0 libwayland-cursor.so.0"

known=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null)
missing=""
for library in $LIBRARIES; do
  case "$known" in *"$library"*) ;; *) missing="$missing $library" ;; esac
done
[ -n "$missing" ] || PACKAGES=""
is_here() {
  case "$1" in
    *.so*) case "$known" in *"$1"*) ;; *) return 1 ;; esac ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}
for needed in "$@"; do
  is_here "${needed%%=*}" || {
    missing="$missing ${needed%%=*}"
    PACKAGES="$PACKAGES ${needed#*=}"
  }
done
[ -n "$missing" ] || exit 0

echo "These libraries and commands are missing:$missing"
if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"
  else as_root=none; fi
  if [ "$as_root" != none ]; then
    # libglib2.0-0 is called libglib2.0-0t64 on newer Debian and Ubuntu; apt resolves the old name to it.
    $as_root apt-get update -qq &&
      $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $PACKAGES >/dev/null &&
      exit 0
  fi
  echo "They could not be installed from here. As an administrator:" >&2
  echo "  apt-get install" $PACKAGES >&2
else
  echo "Install the packages of your system that hold them (on Debian and Ubuntu:" $PACKAGES")." >&2
fi
echo "Continuing without them. Without the libraries the window may not open." >&2
exit 0
