/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ESP, RFC 4303, with combined mode ciphers: sealing and opening the payload of
 * one packet.  Headers around it are encap.c's business.
 *
 *	| SPI | seq | IV (8) | data ... | padding | pad len | next | ICV (16) |
 *	^ off                ^ off + BTNS_ESP_HEADER_LEN
 */
#ifndef BTNS_ESP_H
#define BTNS_ESP_H

#include "crypto.h"
#include "core/trailer.h"

#include <linux/skbuff.h>

struct btns_sa;

#define BTNS_ESP_HEADER_LEN (8 + BTNS_AEAD_IV_LEN)
#define BTNS_ESP_ALIGN 4
/* Pad octets to the alignment, pad length, next header and ICV, at most. */
#define BTNS_ESP_TAIL_MAX (BTNS_ESP_ALIGN - 1 + 2 + BTNS_AEAD_ICV_LEN)
/* The shortest ESP packet: no data, padded. */
#define BTNS_ESP_LEN_MIN (BTNS_ESP_HEADER_LEN + BTNS_ESP_ALIGN + \
			  BTNS_AEAD_ICV_LEN)

/*
 * What goes on with a packet when the cipher is done with it: it is given the
 * packet, its SA and 0 or the cipher's error, and owns the packet.  Called with
 * BH off and rcu_read_lock held.
 */
typedef void btns_esp_done(struct sk_buff *skb, struct btns_sa *sa, int err);

/**
 * btns_esp_overhead() - octets that ESP adds to data
 * @data_len: octets of data
 *
 * Return: header, padding, trailer and ICV for data of this length.
 */
static inline unsigned int btns_esp_overhead(unsigned int data_len)
{
	return BTNS_ESP_HEADER_LEN + btns_trailer_pad(data_len, BTNS_ESP_ALIGN) +
	       BTNS_TRAILER_MIN + BTNS_AEAD_ICV_LEN;
}

/**
 * btns_esp_seal() - write header and trailer, encrypt in place
 * @skb: writable from @off on, with BTNS_ESP_HEADER_LEN octets of room at @off
 *	and BTNS_ESP_TAIL_MAX behind the data
 * @sa: outbound
 * @off: where ESP begins, from skb->data
 * @next_header: protocol of the data
 * @done: goes on with the packet; called later and only if -EINPROGRESS is
 *	returned
 *
 * Context: softirq or process, BH off, rcu_read_lock held.
 * Return: 0, -EINPROGRESS, -ESTALE or -EOVERFLOW of btns_sa_send(), -ENOMEM,
 * -ENOSPC when the cipher's queue is full, other errors of the cipher.
 */
int btns_esp_seal(struct sk_buff *skb, struct btns_sa *sa, unsigned int off,
		  u8 next_header, btns_esp_done *done);

/**
 * btns_esp_open() - verify and decrypt in place
 * @skb: skb->data at the ESP header, at least BTNS_ESP_LEN_MIN octets
 * @sa: inbound
 * @seq: the whole sequence number
 * @done: as for btns_esp_seal()
 *
 * Context: as for btns_esp_seal().
 * Return: 0, -EINPROGRESS, -EBADMSG when the ICV is wrong, -ENOMEM, -ENOSPC,
 * other errors of the cipher.
 */
int btns_esp_open(struct sk_buff *skb, struct btns_sa *sa, u64 seq,
		  btns_esp_done *done);

/**
 * btns_esp_trim() - take padding, trailer and ICV off an opened packet
 * @skb: skb->data at the ESP header
 * @next_header: protocol of the data, on success
 *
 * Context: any.
 * Return: true, or false when the padding is wrong (RFC 4303 2.4).
 */
bool btns_esp_trim(struct sk_buff *skb, u8 *next_header);

#endif
