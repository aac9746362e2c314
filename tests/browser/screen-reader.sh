#!/usr/bin/env bash
# Runs a script of this folder beside Orca, the screen reader of GNOME, in a session
# of its own: a display that nobody sees, a bus, a window manager.
#   screen-reader.sh orca.mjs ADDRESS [PATH [KEY …]]
# What Orca says goes to its log, whose path the script finds in ORCA_LOG; keys are
# pressed on the display, as on a keyboard. Needs Debian's orca, xvfb, openbox,
# xdotool, at-spi2-core and dbus (tests/tools.sh --screen-reader installs them).
set -euo pipefail
if [[ ${1:-} != --inside ]]; then
  work=$(mktemp -d)
  # A browser that ends may still write.
  trap 'rm -rf "$work" 2>/dev/null || { sleep 2; rm -rf "$work"; }' EXIT
  mkdir -m 700 "$work/home" "$work/run"
  # Nothing of whoever calls is read or changed: no settings, no sound, no session.
  HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_CONFIG_HOME=$work/home/.config XDG_DATA_HOME=$work/home/.local/share \
    ORCA_LOG=$work/said dbus-run-session -- "$0" --inside "$@" 2> >(grep -v '^dbus-daemon' >&2)
  exit
fi
shift
started=()
# Orca waits for a bus that is gone: it is not asked twice.
trap 'kill "${started[@]}" 2>/dev/null; sleep 0.5; kill -9 "${started[@]}" 2>/dev/null || true' EXIT
Xvfb -displayfd 3 3>"$XDG_RUNTIME_DIR/display" -screen 0 1280x1000x24 -nolisten tcp >/dev/null 2>&1 &
started+=($!)
for _ in $(seq 50); do [[ -s $XDG_RUNTIME_DIR/display ]] && break; sleep 0.1; done
DISPLAY=:$(tr -d '\n' <"$XDG_RUNTIME_DIR/display")
export DISPLAY GTK_MODULES=gail:atk-bridge NO_AT_BRIDGE=0
openbox >/dev/null 2>&1 &
started+=($!)
for launcher in /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher; do
  [[ -x $launcher ]] || continue
  "$launcher" --launch-immediately >/dev/null 2>&1 &
  started+=($!)
done
for _ in $(seq 50); do
  dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
    string:org.a11y.Status string:ScreenReaderEnabled variant:boolean:true >/dev/null 2>&1 && break
  sleep 0.1
done
# To a terminal, for its log: a file it would write to in blocks, and a phrase would be seen with the next.
script --quiet --flush --command 'orca --replace --debug-file=/dev/stdout' "$ORCA_LOG" </dev/null >/dev/null 2>&1 &
started+=($!)
for _ in $(seq 100); do grep -qs 'SPEECH OUTPUT' "$ORCA_LOG" && break; sleep 0.1; done
node "$@"
