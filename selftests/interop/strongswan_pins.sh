#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns, btnsd) ==== (charon, btns) B
#
# A knows nothing of B, and pins the first key that it comes with; A's connections
# are those that btnsd generates. btnsd and charon end and start again under a
# running transfer. B with another key gets nothing, neither by the wildcard nor in
# the clear, until somebody says that it is B.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need ping
need_btns
need btnsd
need_xfrm
need_charon
ipv4_only=1
setup_pair

etc=$tmp/etc
run=$tmp/run
store=$tmp/pins
log=$tmp/btnsd.log
mkdir -p "$etc" "$run"
charon_options="plugins { btns { peers = $run/peers } }"

cat >"$etc/site.conf" <<END
daemon set leap-of-faith accept-new local-key self.pem
daemon set ike-proposals aes128gcm16-sha256-x25519
daemon set esp-proposals chacha20poly1305-x25519-noesn
pad add class btns-any
policy add local $A4 remote $B4 proto udp lport 500 rport 500 action bypass
policy add local $A4 remote $B4 proto udp lport 4500 rport 4500 action bypass
policy add local $A4 remote $B4 proto icmp action protect reqid 7 \\
	mode transport btns-ok
END

btnsd_start()
{
	local dir

	dir=$(charon_dir "$A")
	SWANCTL_DIR=$dir/swanctl STRONGSWAN_CONF=$dir/strongswan.conf \
		ip netns exec "$A" btnsd -f "$etc" -s "$store" -r "$run" \
		-v "$dir/vici" 2>>"$log" &
	daemon=$!
	processes+=($!)
}

btnsd_kill()
{
	kill -KILL "$daemon"
	wait "$daemon" 2>/dev/null
}

said()
{
	grep -qE "$1" "$log"
}

# check_said WHAT PATTERN: a test point, of btnsd's log
check_said()
{
	if busywait 30 said "$2"; then
		ok "$1"
	else
		not_ok "$1"
		tail -n 20 "$log" | sed 's/^/# /'
	fi
}

has_spd()
{
	[ "$(btnsctl -n "$A" policy list | grep -c 'btns-ok')" = 1 ]
}

pinned()
{
	btnsctl pin list store "$store" |
		grep -q "^pinned $B4 key SHA256:$(charon_fingerprint "$B") "
}

answers()
{
	on "$A" ping -n -q -c 1 -W 2 -p "$marker_hex" "$B4"
}

# the transfer that all of it happens to
transfer_start()
{
	on "$A" ping -n -i 0.2 -p "$marker_hex" "$B4" >"$tmp/transfer" 2>&1 &
	transfer=$!
	processes+=($!)
}

transfer_mark()
{
	mark=$(grep -c 'bytes from' "$tmp/transfer")
}

transfer_goes_on()
{
	[ "$(grep -c 'bytes from' "$tmp/transfer")" -gt $((mark + 3)) ]
}

# check_goes_on WHAT: answers come, after transfer_mark
check_goes_on()
{
	if busywait 60 transfer_goes_on; then
		ok "$1"
	else
		not_ok "$1"
		charon_show "$A"
		tail -n 20 "$log" | sed 's/^/# /'
	fi
}

connections_B()
{
	charon_config "$B" <<CONF
connections {
	net {
		version = 2
		mobike = no
		unique = never
		send_cert = always
		send_certreq = no
		local_addrs = $B4
		remote_addrs = %any
		proposals = aes128gcm16-sha256-x25519
		local { auth = pubkey
			pubkeys = self.pem }
		remote { auth = pubkey
			id = %any
			groups = btns }
		children {
			host {
				mode = transport
				local_ts = dynamic[icmp]
				remote_ts = dynamic[icmp]
				esp_proposals = chacha20poly1305-x25519-noesn
			}
		}
	}
}
CONF
}

charon_key "$A" ed25519
charon_key "$B" ed25519
echo "include $run/swanctl.conf" | charon_config "$A"
connections_B
add_ike_bypass "$B" "$B4" "$A4"
policy "$B" local "$B4" remote "$A4" proto icmp action protect reqid 7 \
	mode transport btns-ok
must btnsctl -n "$B" pad add class btns-any

capture_start wire "$A" wire "$B" wire
btnsd_start
check "btnsd puts the SPD into force" busywait 30 has_spd
charon_start btns "$B"
charon_start btns "$A"
check_said "and gives charon its connections" 'charon has the connections'

# ---- the first key ----

check_answer "a stranger is talked to"
check "and pinned by its key" busywait 30 pinned
check_said "which is told" "$B4 came first with key SHA256:$(charon_fingerprint "$B"): pinned"
check "there is a connection that takes this key alone" grep -q \
	"groups = btns-$(charon_fingerprint "$B")" "$run/swanctl.conf"
transfer_start
transfer_mark
check_goes_on "a transfer runs by the pin"

# ---- daemons end and start ----

btnsd_kill
transfer_mark
check_goes_on "btnsd ends, the transfer goes on"
btnsd_start
transfer_mark
check_goes_on "and when it is there again"
charon_kill "$A"
charon_start btns "$A"
transfer_mark
check_goes_on "charon ends and starts, the transfer goes on"

# ---- another key ----

kill "$transfer"
wait "$transfer" 2>/dev/null
was=$(charon_fingerprint "$B")
charon_kill "$B"
charon_stop "$A"
charon_key "$B" ed25519
charon_start btns "$B"
charon_start btns "$A"
rm -f "$tmp/answered"
asks_until_said()
{
	! answers || touch "$tmp/answered"
	said "MISMATCH: $B4 came with key SHA256:$(charon_fingerprint "$B"), but SHA256:$was is pinned"
}
if busywait 60 asks_until_said; then
	ok "another key at its address is an alarm, with both keys"
else
	not_ok "another key at its address is an alarm, with both keys"
	charon_show "$A"
	tail -n 20 "$log" | sed 's/^/# /'
fi
check "and gets nothing" test ! -e "$tmp/answered"
check "no SA" has_sas "$A" 0
check "the pin is the first key still" eval \
	"btnsctl pin list store $store | grep -q '^pinned $B4 key SHA256:$was '"
capture_stop wire
check_protected wire "all of this" "$filter_ike"

# ---- a decision ----

check "somebody says that it is the peer" btnsctl pin accept peer "$B4" \
	key "$(charon_fingerprint "$B")" store "$store"
check_answer "and it is talked to again"
finish
