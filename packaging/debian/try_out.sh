#!/bin/sh
# Install the .deb in a clean Debian or Ubuntu, as an ordinary person's machine is before it, and let the installed
# program do its tour there, without a network of its own and as nobody special: sh try_out.sh PACKAGE FOLDER
# The clean system is made in FOLDER by debootstrap, which needs root; without, the package is unpacked in FOLDER and the
# tour is done from there. Ends with 0 only when every step of the tour came off.
set -eu
package=$(readlink -f "$1")
mkdir -p "$2"
folder=$(readlink -f "$2")
tour="$folder/tour"
rm -rf "$tour" "$folder/profile"

tour_came_off() {  # JSON of the tour: every step has "ok": true, and there is at least one
  [ -s "$1" ] && grep -q '"ok": *true' "$1" && ! grep -q '"ok": *false' "$1"
}

unpacked() {
  echo "Not installed in a clean system: $1. The package is unpacked and tried from there instead."
  rm -rf "$folder/unpacked"
  dpkg-deb -x "$package" "$folder/unpacked"
  QT_QPA_PLATFORM=offscreen "$folder/unpacked/usr/bin/scholar-desktop" --demo --profile "$folder/profile" --tour "$tour"
  tour_came_off "$tour/tour.json" || { echo "The tour did not come off: $tour/tour.json" >&2; exit 1; }
  echo "The unpacked program did its tour: $tour"
  exit 0
}

[ "$(id -u)" = 0 ] || unpacked "that needs root"
command -v debootstrap >/dev/null 2>&1 || unpacked "debootstrap is not here (apt-get install debootstrap)"
unshare --mount true 2>/dev/null || unpacked "this machine allows no mounts"

. /etc/os-release
base="$folder/base-$VERSION_CODENAME"
root="$folder/root"
if [ ! -e "$base/.made" ]; then
  rm -rf "$base"
  echo "Making a clean $PRETTY_NAME..."
  debootstrap --variant=minbase "$VERSION_CODENAME" "$base" >"$folder/debootstrap.log" 2>&1 ||
    unpacked "debootstrap failed, see $folder/debootstrap.log"
  touch "$base/.made"
fi
rm -rf "$root"
cp -a "$base" "$root"
cp "$package" "$root/package.deb"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
cat >"$root/try.sh" <<'END'
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
apt-get update -qq
apt-get install -y -qq --no-install-recommends /package.deb >/install.log 2>&1 || { tail -20 /install.log >&2; exit 1; }
program=/usr/lib/scholar-desktop
missing=$(find $program \( -name '*.so' -o -name '*.so.*' -o -name scholar-desktop \) -type f -print0 |
  LD_LIBRARY_PATH=$program/_internal xargs -0 ldd 2>/dev/null | grep 'not found' | sort -u || true)
[ -z "$missing" ] || { echo "The package depends on too little:" "$missing" >&2; exit 1; }
useradd --create-home person
cd /home/person
as_person() { setpriv --reuid person --regid person --clear-groups env -i HOME=/home/person LANG=C.UTF-8 PATH=/usr/bin:/bin "$@"; }
as_person scholar-desktop --version
as_person QT_QPA_PLATFORM=offscreen scholar-desktop --demo --tour /home/person/tour
END
echo "Installing the package in a clean $PRETTY_NAME..."
unshare --mount sh -eu -c '
  mount -t proc proc "$0/proc"
  mount --bind /dev "$0/dev"
  exec chroot "$0" /bin/sh /try.sh' "$root"
cp -r "$root/home/person/tour" "$tour"
tour_came_off "$tour/tour.json" || { echo "The tour did not come off: $tour/tour.json" >&2; exit 1; }
echo "The installed program did its tour: $tour"
