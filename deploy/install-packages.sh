#!/bin/sh
# Installs packages on Debian or Ubuntu and keeps the distribution from starting any server they bring, now or
# at the next boot: Homefire runs private ones. Needs root.
#
#   sh deploy/install-packages.sh postgresql rabbitmq-server
set -eu

[ $# -ge 1 ] || { echo "usage: install-packages.sh PACKAGE..." >&2; exit 2; }

root=${HOMEFIRE_ROOT:-}
policy=$root/usr/sbin/policy-rc.d
kept=$policy.before-homefire
clusters=$root/etc/postgresql-common/createcluster.d
servers="postgresql rabbitmq-server epmd"
signature="# Written by Homefire while it installs packages."

is_ours() { [ -f "$policy" ] && grep -qF "$signature" "$policy"; }

restore() {
  if is_ours; then rm -f "$policy"; fi
  if [ -e "$kept" ]; then mv "$kept" "$policy"; fi
  rm -f "$clusters/homefire.conf"
  rmdir "$clusters" 2>/dev/null || true
}
trap restore EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Status 101 forbids package scripts to start anything. A policy that an earlier, killed run left is not the
# machine's own and is not kept.
if [ -e "$policy" ] && ! is_ours; then mv "$policy" "$kept"; fi
mkdir -p "$(dirname "$policy")" "$clusters"
printf '#!/bin/sh\n%s\nexit 101\n' "$signature" > "$policy"
chmod 755 "$policy"
echo "create_main_cluster = false" > "$clusters/homefire.conf"

is_known() { [ -e "$root/etc/init.d/$1" ] || [ -e "$root/lib/systemd/system/$1.service" ]; }

new=""
for server in $servers; do
  is_known "$server" || new="$new $server"
done

export DEBIAN_FRONTEND=noninteractive
lists=$root/var/lib/apt/lists
fresh=$(find "$lists" -maxdepth 0 -mmin -60 2>/dev/null || true)
if [ -z "$fresh" ] || ! ls "$lists"/*Packages* >/dev/null 2>&1; then
  # Lists that cannot be renewed may still name packages that can be fetched.
  apt-get update -qq || true
fi
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
  -o Dpkg::Options::=--force-confold "$@" </dev/null

# What was installed just now would start at the next boot, for nobody. What was there before is not touched.
for server in $new; do
  is_known "$server" || continue
  if [ -e "$root/etc/init.d/$server" ]; then update-rc.d "$server" disable >/dev/null 2>&1 || true; fi
  # systemctl may be missing now and be installed later; these links are all that "enabled" means.
  rm -f "$root"/etc/systemd/system/*.wants/"$server.service" "$root"/etc/systemd/system/*.wants/"$server.socket"
done
