. selftests/lib.sh
source <(sed -n '/^driver()/,/^}/p;/^make_async()/,/^}/p' selftests/async_crypto.sh)
need_btns; need_xfrm
setup_pair
serve "$B" "$B4"
make_async
protect_transport 4
for i in 1 2; do
t0=$(date +%s.%N)
client "$A" "$B4" --tcp 2000000 & 
for j in 1 2 3 4 5 6 7 8; do sleep 3; ip netns exec $A ss -tinmo 'dport = :7 or sport != :1' | tail -3;  ip netns exec $B ss -tinmo | tail -2; btnsctl -n $A stats | awk '$2>0' | tr '\n' ' '; jobs -r | grep -q . || break;  done
wait %1; echo "run $i rc $? $(echo "$(date +%s.%N)-$t0" | bc)"
ip netns exec $A nstat -asz 2>/dev/null | grep -E "Retrans|Timeouts|TCPLoss|OutOfOrder|InCsumErr|FragFails|ReasmFails" | awk '$2>0'
ip netns exec $B nstat -asz 2>/dev/null | grep -E "Retrans|Timeouts|TCPLoss|OutOfOrder|InCsumErr|FragFails|ReasmFails" | awk '$2>0'
ip netns exec $B cat /proc/net/xfrm_stat | awk '$2>0'
done
finish
