# Runs a PostgreSQL server for as long as the owner holds the other end of standard input.
#
# usage: sh -c <this text> supervise LOG FOLDER REMOVE COMMAND...
#   LOG      file that receives everything the server prints
#   FOLDER   folder to remove when the owner vanished
#   REMOVE   yes or no: whether FOLDER is removed then
#
# The owner writes one word a line: a signal for the server (INT, QUIT, KILL), or "keep", which means that
# the folder stays. When standard input ends, by design or because the owner was killed, the server is
# stopped: politely, then firmly.
log=$1 folder=$2 remove=$3
shift 3

exec 3<&0 </dev/null >>"$log" 2>&1

"$@" 3<&- &
server=$!

# The server's number stays reserved until this shell has waited for it, hence the look at this shell first.
is_alive() {
  kill -0 $$ 2>/dev/null && kill -0 "$server" 2>/dev/null
}

(
  trap '' HUP INT TERM
  while read -r word <&3; do
    case $word in
      keep) remove=no ;;
      INT | QUIT | KILL) is_alive && kill -s "$word" "$server" ;;
    esac
  done

  for signal in INT QUIT KILL; do
    is_alive || break
    kill -s "$signal" "$server"
    tenths=0
    while is_alive && [ "$tenths" -lt 100 ]; do
      sleep 0.1
      tenths=$((tenths + 1))
    done
  done

  if [ "$remove" = yes ]; then rm -rf "$folder"; fi
) &

exec 3<&-
trap 'kill -s INT "$server" 2>/dev/null' HUP INT TERM
status=0
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
exit "$status"
