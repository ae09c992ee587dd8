# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The ways of a packet through gateways and hosts, for the guest script:
#
#	10.1.0.2                192.0.2.1     192.0.2.2                10.2.0.2
#	fd01::2 ---- in0 gw out0 fd00::1 ==== fd00::2 out0 peer in0 ---- fd02::2
#	                    wire ------------ wire
#	            198.51.100.1, fd0f::1     198.51.100.2, fd0f::2
#
# Only wire is a cable. The bench devices drop what leaves through them; what peer
# receives was kept when it left gw.
#
# shellcheck disable=SC2034,SC2154 # the guest script has the rest

sizes=(64 512 1420)
# a few too many
way_names=({gateway-encrypt,gateway-decrypt,host-tx,host-rx,oneway}-{gcm,chacha}{,-esn,-v6,-tunnel})
packets=/dev/shm/bench

# setup_end NS NET HOST THERE: what the gateway of the guest script lacks
setup_end()
{
	local ns=$1 net=$2 host=$3 there=$4 address

	must ip -n "$ns" link set wire mtu 2000 up
	must ip -n "$ns" address add "198.51.100.$host/24" dev wire
	must ip -n "$ns" address add "fd0f::$host/64" dev wire
	must ip -n "$ns" address add "fd00::$host/64" dev out0
	must ip -n "$ns" address add "fd0$net::1/64" dev in0
	for address in "10.$net.0.2" "fd0$net::2"; do
		must ip -n "$ns" neigh add "$address" dev in0 nud permanent \
			lladdr 02:00:00:00:00:02
	done
	must ip -n "$ns" neigh add "fd00::$there" dev out0 nud permanent \
		lladdr 02:00:00:00:00:02
	must ip -n "$ns" -6 route add default via "fd00::$there"
}

# link_address NS
link_address()
{
	on "$1" cat /sys/class/net/wire/address
}

setup_wire()
{
	local address

	must ip link add wire netns gw type veth peer name wire netns peer
	setup_end gw 1 1 2
	setup_end peer 2 2 1
	for address in 198.51.100.2 fd0f::2; do
		must ip -n gw neigh add "$address" dev wire nud permanent \
			lladdr "$(link_address peer)"
	done
	mkdir -p $packets
	# btnsctl takes no key that others may read
	(
		umask 077
		key_of 20 >$packets/gcm.key
		key_of 36 >$packets/chacha.key
	)
}

# key_of OCTETS: in hexadecimal
key_of()
{
	head -c "$1" /dev/zero | tr '\0' '\21' | od -An -v -tx1 | tr -d ' \n'
}

# ---- who protects ----

# protect ALG MODE ESN SRC DST FROM TO: what goes from FROM to TO goes from SRC to
# DST; gw sends, peer receives
protect_clear()
{
	:
}

protect_xfrm()
{
	local alg=$1 mode=$2 esn=$3 src=$4 dst=$5 from=$6 to=$7 ns dir name
	local flags=() tmpl=(proto esp reqid 1 mode "$2")

	case $alg in
	gcm) name='rfc4106(gcm(aes))' ;;
	chacha) name='rfc7539esp(chacha20,poly1305)' ;;
	esac
	[ "$mode" = transport ] || tmpl=(src "$src" dst "$dst" "${tmpl[@]}")
	[ -z "$esn" ] || flags=(flag esn)
	for ns in gw peer; do
		must ip -n $ns xfrm state add src "$src" dst "$dst" proto esp \
			spi 0x1000 mode "$mode" reqid 1 replay-window 1024 \
			"${flags[@]}" aead "$name" "0x$(<$packets/"$alg".key)" 128
	done
	must ip -n gw xfrm policy add src "$from" dst "$to" dir out \
		tmpl "${tmpl[@]}"
	for dir in in fwd; do
		must ip -n peer xfrm policy add src "$from" dst "$to" dir $dir \
			tmpl "${tmpl[@]}"
	done
}

protect_btns()
{
	local alg=$1 mode=$2 esn=$3 src=$4 dst=$5 from=$6 to=$7 name
	local words=(proto esp spi 0x1000 mode "$2" reqid 1)
	local out=() in=()

	case $alg in
	gcm) name=aes-gcm-16 ;;
	chacha) name=chacha20-poly1305 ;;
	esac
	[ "$mode" = transport ] || {
		out=(tunnel local "$src" remote "$dst")
		in=(tunnel local "$dst" remote "$src")
	}
	[ -z "$esn" ] || words+=(esn)
	words=(src "$src" dst "$dst" "${words[@]}" aead "$name"
		key file "$packets/$alg.key")
	must btnsctl -n gw sa add dir out "${words[@]}"
	must btnsctl -n peer sa add dir in "${words[@]}"
	must btnsctl -n gw policy add local "$from" remote "$to" \
		action protect reqid 1 mode "$mode" "${out[@]}"
	must btnsctl -n peer policy add local "$to" remote "$from" \
		action protect reqid 1 mode "$mode" "${in[@]}"
}

unprotect()
{
	local ns

	for ns in gw peer; do
		case $engine in
		xfrm)
			must ip -n $ns xfrm policy flush
			must ip -n $ns xfrm state flush
			;;
		btns)
			must btnsctl -n $ns config reset
			must btnsctl -n $ns sa flush
			;;
		esac
	done
}

# ---- the ways ----

# addresses MOD: of the family that it names
addresses()
{
	case $1 in
	v6) a=fd00::1 b=fd00::2 left=fd01::2 right=fd02::2
		left_net=fd01::/64 right_net=fd02::/64
		wire_a=fd0f::1 wire_b=fd0f::2 ;;
	*) a=192.0.2.1 b=192.0.2.2 left=10.1.0.2 right=10.2.0.2
		left_net=10.1.0.0/16 right_net=10.2.0.0/16
		wire_a=198.51.100.1 wire_b=198.51.100.2 ;;
	esac
}

# ALG, the addition to the names, and what it means
gateways()
{
	local alg=$1 tail=$2 mod=$3 esn=$4 size
	local encrypt=gateway-encrypt-$alg$tail decrypt=gateway-decrypt-$alg$tail

	any_wanted "$encrypt" "$decrypt" || return 0
	addresses "$mod"
	"protect_$engine" "$alg" tunnel "$esn" "$a" "$b" "$left_net" "$right_net"
	for size in "${sizes[@]}"; do
		must driver make $packets/in "$left" "$right" "$size"
		record "$encrypt" "$size" forward $packets/in in0 out0 \
			"$(leaving_as)"
		wanted "$decrypt" || continue
		must driver keep-forward $packets/in in0 out0 "$(leaving_as)" \
			$packets/kept
		record_at peer "$decrypt" "$size" forward $packets/kept out0 in0 \
			"$UDP"
	done
	unprotect
}

hosts()
{
	local alg=$1 tail=$2 mod=$3 esn=$4 mode=$5 size
	local tx=host-tx-$alg$tail rx=host-rx-$alg$tail

	any_wanted "$tx" "$rx" || return 0
	addresses "$mod"
	"protect_$engine" "$alg" "$mode" "$esn" "$a" "$b" "$a" "$b"
	for size in "${sizes[@]}"; do
		record "$tx" "$size" send-to "$a" "$b" "$size" out0 "$(leaving_as)"
		wanted "$rx" || continue
		must driver keep-send-to "$a" "$b" "$size" out0 "$(leaving_as)" \
			$packets/kept
		record_at peer "$rx" "$size" receive $packets/kept out0 "$b"
	done
	unprotect
}

oneways()
{
	local alg=$1 tail=$2 mod=$3 esn=$4 mode=$5 size name=oneway-$1$2

	wanted "$name" || return 0
	addresses "$mod"
	"protect_$engine" "$alg" "$mode" "$esn" "$wire_a" "$wire_b" "$wire_a" \
		"$wire_b"
	for size in "${sizes[@]}"; do
		record "$name" "$size" oneway "$wire_a" "$wire_b" "$size" peer
	done
	unprotect
}

ways()
{
	local alg mod

	for alg in gcm chacha; do
		for mod in '' esn v6; do
			gateways $alg "${mod:+-$mod}" "$mod" "${mod#v6}"
			hosts $alg "${mod:+-$mod}" "$mod" "${mod#v6}" transport
			oneways $alg "${mod:+-$mod}" "$mod" "${mod#v6}" transport
		done
		hosts $alg -tunnel '' '' tunnel
		oneways $alg -tunnel '' '' tunnel
	done
}
