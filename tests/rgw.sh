#!/usr/bin/env bash
# Runs a command with an object store at hand: Ceph with its RADOS Gateway, from Debian's packages,
# on loopback and in a folder of its own, with one bucket. The command finds it by VARIORUM_TEST_S3
# (an address for --store) and the keys in the environment; afterwards everything is gone.
#   tests/rgw.sh cargo test --features s3 --test all store::s3 -- --ignored
# One monitor, one manager, one disk (a file of 4 GiB that is written only where it is used): up in
# half a minute, half a gigabyte of memory.
set -euo pipefail

programs=(ceph-mon ceph-mgr ceph-osd radosgw ceph)
if ! command -v "${programs[@]}" >/dev/null 2>&1; then
  echo "installing Debian packages: ceph-mon ceph-mgr ceph-osd radosgw ceph-common"
  become=()
  [[ $(id -u) == 0 ]] || become=(sudo)
  "${become[@]}" apt-get update -qq
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    ceph-mon ceph-mgr ceph-osd radosgw ceph-common curl >/dev/null
fi

folder=$(mktemp -d)
configuration=$folder/ceph.conf
started=()
finish() {
  # In the order of their start: the gateway stops while there still is a cluster.
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do
    kill "${started[i]}" 2>/dev/null || true
    for _ in {1..50}; do kill -0 "${started[i]}" 2>/dev/null || break; sleep 0.1; done
    kill -9 "${started[i]}" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

read -r first second gateway < <(python3 -c '
import socket
doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(door.getsockname()[1] for door in doors))')
cluster=$(cat /proc/sys/kernel/random/uuid)
cat >"$configuration" <<END
[global]
fsid = $cluster
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
mon_host = [v2:127.0.0.1:$first,v1:127.0.0.1:$second]
mon_initial_members = a
public_addr = 127.0.0.1
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
run_dir = $folder
log_file = $folder/\$name.log
admin_socket = $folder/\$name.asok
pid_file = $folder/\$name.pid
[mon.a]
mon_data = $folder/mon
mon_addr = 127.0.0.1:$second
[mgr.x]
mgr_data = $folder/mgr
[osd.0]
osd_data = $folder/osd
osd_objectstore = bluestore
bluestore_block_size = 4294967296
osd_memory_target = 939524096
[client.rgw]
rgw_data = $folder/rgw
rgw_frontends = beast endpoint=127.0.0.1:$gateway tcp_nodelay=1
END

start() {
  local name=$1
  shift
  "$@" >"$folder/$name.out" 2>&1 &
  started+=($!)
}
give_up() {
  echo "tests/rgw.sh: $1" >&2
  tail -n 5 "$folder"/*.out >&2
  exit 1
}

mkdir "$folder"/{mon,mgr,osd,rgw}
monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$first,v1:127.0.0.1:$second]" "$folder/monmap" >/dev/null
ceph-mon -c "$configuration" --mkfs -i a --monmap "$folder/monmap" >/dev/null 2>&1
start mon ceph-mon -c "$configuration" -i a -f
start mgr ceph-mgr -c "$configuration" -i x -f
disk=$(cat /proc/sys/kernel/random/uuid)
timeout 60 ceph -c "$configuration" osd new "$disk" >/dev/null 2>&1 || give_up "no monitor"
ceph-osd -c "$configuration" -i 0 --mkfs --osd-uuid "$disk" >/dev/null 2>&1
start osd ceph-osd -c "$configuration" -i 0 -f
timeout 120 radosgw-admin -c "$configuration" -n client.rgw user create --uid=test --display-name=test \
  --access-key=test-key --secret-key=test-secret >/dev/null 2>&1 || give_up "no disk"
# Without signatures between the parts the gateway needs the flag, or it waits for ever.
start rgw radosgw -c "$configuration" -n client.rgw -f --ms_mon_client_mode=crc
endpoint=http://127.0.0.1:$gateway
for _ in {1..300}; do
  curl -s -o "$folder/answer" "$endpoint/" && break
  sleep 0.2
done
curl -sf -X PUT --aws-sigv4 aws:amz:us-east-1:s3 --user test-key:test-secret \
  -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" "$endpoint/texts" || give_up "no gateway"

export AWS_ACCESS_KEY_ID=test-key AWS_SECRET_ACCESS_KEY=test-secret AWS_REGION=us-east-1
export VARIORUM_TEST_S3="s3://texts?endpoint=$endpoint"
echo "Ceph RADOS Gateway at $endpoint after $SECONDS s"
"$@"
