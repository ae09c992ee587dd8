# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# strongSwan keys both ends: at A charon with the plugin of btns, at B a stock one
# that keys the kernel's own IPsec.
#
#	A (charon, btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (charon, XFRM) B
#	lo               10.8.1.1, fd08:1::1    10.8.2.1, fd08:2::1              lo
#
# A test writes connections with charon_config, then calls charon_start.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

charon_daemon=/usr/sbin/charon-systemd
charon_plugins=/usr/lib/ipsec/plugins
charon_plugin_new=
charon_common='random nonce openssl pem pkcs1 pkcs8 x509 pubkey constraints kdf
	kernel-netlink socket-default vici'

# need_charon: strongSwan, and the plugin of this build if none is installed
need_charon()
{
	local ours

	need swanctl openssl tcpdump
	[ -x $charon_daemon ] || skip "no charon-systemd"
	[ ! -e $charon_plugins/libstrongswan-btns.so ] || return 0
	ours=$(command -v btnsctl)
	ours=${ours%/*/*}/lib/libstrongswan-btns.so
	[ -e "$ours" ] || skip "no plugin: make -C tools strongswan"
	must install -m 644 "$ours" $charon_plugins/
	charon_plugin_new=$charon_plugins/libstrongswan-btns.so
}

# charon_dir NS: prints where the files of the charon of NS are
charon_dir()
{
	echo "$tmp/charon.$1"
}

# charon_key NS TYPE [BITS]: a key pair of NS, private/self.pem and pubkey/self.pem
# of its swanctl directory
charon_key()
{
	local dir options=()

	dir=$(charon_dir "$1")/swanctl
	mkdir -p "$dir/private" "$dir/pubkey" "$dir/x509" || bail_out "no $dir"
	case $2 in
	rsa) options=(-algorithm RSA -pkeyopt "rsa_keygen_bits:${3:-2048}") ;;
	ecdsa) options=(-algorithm EC -pkeyopt ec_paramgen_curve:P-256) ;;
	ed25519) options=(-algorithm ED25519) ;;
	esac
	must openssl genpkey "${options[@]}" -out "$dir/private/self.pem"
	must openssl pkey -in "$dir/private/self.pem" -pubout \
		-out "$dir/pubkey/self.pem"
}

# charon_cert NS NAME: a certificate of that key by itself
charon_cert()
{
	local dir

	dir=$(charon_dir "$1")/swanctl
	must openssl req -x509 -new -key "$dir/private/self.pem" -days 2 \
		-subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
		-out "$dir/x509/self.pem"
}

# charon_fingerprint NS: prints the SHA-256 of its SubjectPublicKeyInfo
charon_fingerprint()
{
	openssl pkey -pubin -in "$(charon_dir "$1")/swanctl/pubkey/self.pem" \
		-outform DER | sha256sum | cut -d ' ' -f 1
}

# charon_config NS <swanctl.conf: its connections and secrets
charon_config()
{
	local dir

	dir=$(charon_dir "$1")/swanctl
	mkdir -p "$dir"
	cat >"$dir/swanctl.conf" || bail_out "no $dir/swanctl.conf"
}

charon_answers()
{
	on "$1" swanctl --version --uri "unix://$(charon_dir "$1")/vici"
}

# swanctl NS WORD...
charon_ctl()
{
	local ns=$1 dir

	shift
	dir=$(charon_dir "$ns")
	SWANCTL_DIR=$dir/swanctl STRONGSWAN_CONF=$dir/strongswan.conf \
		on "$ns" swanctl "$@" --uri "unix://$dir/vici"
}

# charon_start btns|xfrm NS: running, with the connections of charon_config
charon_start()
{
	local engine=$1 ns=$2 dir first=

	dir=$(charon_dir "$ns")
	[ "$engine" != btns ] || first=btns
	mkdir -p "$dir/swanctl"
	cat >"$dir/strongswan.conf" <<CONF
charon {
	load = $first ${charon_common//[$'\n\t']/ }
	install_routes = no
	retransmit_tries = 5
	retransmit_timeout = 1
	${charon_options:-}
	plugins {
		vici { socket = unix://$dir/vici }
	}
	filelog {
		log {
			path = $dir/log
			default = 1
			ike = 2
			knl = 2
			cfg = 2
			flush_line = yes
		}
	}
}
CONF
	# not by on(): the process to end is charon, not a shell around it
	STRONGSWAN_CONF=$dir/strongswan.conf ip netns exec "$ns" \
		$charon_daemon >"$dir/out" 2>&1 &
	printf -v "charon_$(charon_name "$ns")" %s $!
	processes+=($!)
	busywait 20 charon_answers "$ns" ||
		bail_out "charon does not start in $ns: $(tail -n 5 "$dir/log" "$dir/out")"
	check "charon of ${ns##*-} takes its connections" \
		charon_ctl "$ns" --load-all
}

charon_name()
{
	echo "${1##*-}"
}

# charon_stop NS: as an administrator would
charon_stop()
{
	local which

	which=charon_$(charon_name "$1")
	kill "${!which}" 2>/dev/null
	wait "${!which}"
}

# charon_kill NS: without a word to its peers
charon_kill()
{
	local which

	which=charon_$(charon_name "$1")
	kill -KILL "${!which}" 2>/dev/null
	wait "${!which}" 2>/dev/null
}

# charon_logged NS PATTERN
charon_logged()
{
	grep -qE "$2" "$(charon_dir "$1")/log"
}

# check_logged WHAT NS PATTERN: a test point
check_logged()
{
	if busywait 30 charon_logged "$2" "$3"; then
		ok "$1"
	else
		not_ok "$1"
		charon_show "$2"
	fi
}

# charon_show NS: what its log says, as notes
charon_show()
{
	grep -vE '\[(ENC|NET|LIB)\]' "$(charon_dir "$1")/log" | tail -n 60 |
		sed 's/^/# /'
}

# check_answer WHAT: a packet gets SAs, as answers() of the test finds
check_answer()
{
	if busywait 30 answers; then
		ok "$1"
	else
		not_ok "$1"
		charon_show "$A"
		charon_show "$B"
	fi
}

# is_refused NS PATTERN: a packet asks, and charon of NS says PATTERN
is_refused()
{
	! answers || touch "$tmp/answered"
	charon_logged "$@"
}

# check_refused WHAT NS WHY PATTERN: packets get no SAs, charon of NS says why. After
# a refusal packets ask for nothing for seconds, so it may take several.
check_refused()
{
	rm -f "$tmp/answered"
	if busywait 30 is_refused "$2" "$4"; then
		ok "because of the $3"
	else
		not_ok "because of the $3"
		charon_show "$2"
	fi
	check "$1" test ! -e "$tmp/answered"
}

# sa_count NS: SAs of btns that carry traffic
sa_count()
{
	btnsctl -n "$1" sa list | grep -cE '^(in|out) src '
}

has_sas()
{
	[ "$(sa_count "$1")" = "$2" ]
}

# IKE's packets, which an entry of the SPD has to let pass
add_ike_bypass()
{
	local port

	for port in 500 4500; do
		policy "$1" local "$2" remote "$3" proto udp lport $port \
			rport $port action bypass
	done
}

# shellcheck disable=SC2034 # for the tests
filter_ike='udp port 500 or udp port 4500'

# the logs outlive the guest
charon_cleanup()
{
	local log

	for log in "$tmp"/charon.*/log; do
		[ ! -e "$log" ] || [ -z "${VMOUT:-}" ] ||
			cp "$log" "$VMOUT/$(basename "${log%/log}").log"
	done
	[ -z "$charon_plugin_new" ] || rm -f "$charon_plugin_new"
	cleanup
}

trap charon_cleanup EXIT
