# Makes a new cluster in the current folder; the administrator's password comes on standard input.
#
# usage: sh -c <this text> initialize INITDB OPTIONS...
#
# The cluster appears under its name only when it is complete, so an interrupted run leaves nothing half made.
set -eu
umask 077
initdb=$1
shift
rm -rf cluster cluster.new
cat >password
LC_ALL=C "$initdb" --pgdata=cluster.new --pwfile=password "$@" >initdb.log 2>&1 || {
  cat initdb.log >&2
  exit 1
}
mv cluster.new cluster
