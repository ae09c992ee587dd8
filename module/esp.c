// SPDX-License-Identifier: GPL-2.0-only
#include "esp.h"

#include "sa_life.h"

#include <linux/ip.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <net/esp.h>

/* SPI, high and low half: what RFC 4303 2.2.1 authenticates with ESN. */
#define AAD_MAX 12

/**
 * struct esp_op - one packet in the cipher
 * @skb: the packet
 * @sa: referenced if the cipher may finish later
 * @dev: where @skb came in, likewise; NULL for outbound packets
 * @done: goes on with the packet
 * @aad: additional authenticated data, apart since ESN's is nowhere contiguous
 * @nonce: salt and IV
 *
 * The request and its scatterlist stand behind it in the same allocation.
 */
struct esp_op {
	struct sk_buff *skb;
	struct btns_sa *sa;
	struct net_device *dev;
	btns_esp_done *done;
	u8 aad[AAD_MAX];
	u8 nonce[BTNS_AEAD_NONCE_LEN];
};

static size_t request_offset(void)
{
	return ALIGN(sizeof(struct esp_op), crypto_tfm_ctx_alignment());
}

static struct aead_request *op_request(struct esp_op *op)
{
	return (void *)op + request_offset();
}

static size_t sg_offset(const struct crypto_aead *aead)
{
	size_t end = request_offset() + sizeof(struct aead_request) +
		     crypto_aead_reqsize((struct crypto_aead *)aead);

	return ALIGN(end, __alignof__(struct scatterlist));
}

static struct esp_op *op_alloc(struct btns_sa *sa, struct sk_buff *skb,
			       unsigned int frags)
{
	struct crypto_aead *aead = sa->cipher.aead;
	struct esp_op *op;

	/* one entry for the AAD, one spare for a head that fits no page */
	op = kmalloc(sg_offset(aead) + (frags + 2) * sizeof(struct scatterlist),
		     GFP_ATOMIC);
	if (!op)
		return NULL;

	op->skb = skb;
	op->sa = sa;
	op->dev = NULL;
	return op;
}

/* Drop what outlives an asynchronous request, and the nonce. */
static void op_free(struct esp_op *op)
{
	if (op->sa->is_async) {
		dev_put(op->dev);
		btns_sa_put(op->sa);
	}
	kfree_sensitive(op);
}

BTNS_CRYPTO_COMPLETION(op_complete, data, err)
{
	struct esp_op *op = data;
	struct sk_buff *skb = op->skb;
	struct btns_sa *sa = op->sa;

	/* news of a request that left a backlog, which we never ask for */
	if (err == -EINPROGRESS)
		return;

	local_bh_disable();
	rcu_read_lock();
	op->done(skb, sa, err);
	op_free(op);
	rcu_read_unlock();
	local_bh_enable();
}

/* RFC 4106 5, RFC 7634 2.1: SPI and sequence number, whole with ESN. */
static unsigned int fill_aad(u8 *aad, const struct btns_sa *sa, u64 seq)
{
	__be32 *word = (__be32 *)aad;

	*word++ = sa->id.spi;
	if (sa->esn)
		*word++ = htonl(upper_32_bits(seq));
	*word++ = htonl(lower_32_bits(seq));
	return (u8 *)word - aad;
}

/*
 * Submit what lies behind the ESP header at @off.  Counts the references that
 * an asynchronous cipher needs before it can see the request.
 */
static int op_submit(struct esp_op *op, unsigned int off, unsigned int frags,
		     u64 seq, bool encrypt)
{
	struct crypto_aead *aead = op->sa->cipher.aead;
	struct aead_request *req = op_request(op);
	struct scatterlist *sg = (void *)op + sg_offset(aead);
	unsigned int data = off + BTNS_ESP_HEADER_LEN;
	unsigned int aad_len = fill_aad(op->aad, op->sa, seq);
	unsigned int len = op->skb->len - data;
	int err;

	memcpy(op->nonce, op->sa->cipher.salt, BTNS_AEAD_SALT_LEN);
	err = skb_copy_bits(op->skb, data - BTNS_AEAD_IV_LEN,
			    op->nonce + BTNS_AEAD_SALT_LEN, BTNS_AEAD_IV_LEN);
	if (err)
		goto err_free;

	sg_init_table(sg, frags + 2);
	sg_set_buf(sg, op->aad, aad_len);
	err = skb_to_sgvec(op->skb, sg + 1, data, len);
	if (err < 0)
		goto err_free;

	if (op->sa->is_async) {
		if (!btns_sa_get(op->sa)) {
			kfree_sensitive(op);
			return -ESTALE;
		}
		dev_hold(op->dev);
	}

	aead_request_set_tfm(req, aead);
	aead_request_set_callback(req, 0, op_complete, op);
	aead_request_set_ad(req, aad_len);
	aead_request_set_crypt(req, sg, sg,
			       encrypt ? len - BTNS_AEAD_ICV_LEN : len,
			       op->nonce);
	err = encrypt ? crypto_aead_encrypt(req) : crypto_aead_decrypt(req);
	if (err == -EINPROGRESS)
		return err;	/* the callback owns op */
	op_free(op);
	return err;

err_free:
	kfree_sensitive(op);
	return err;
}

/* Fragments that the payload spans, once writable; @tail octets may follow. */
static int make_writable(struct sk_buff *skb, unsigned int tail,
			 struct sk_buff **trailer)
{
	*trailer = skb;
	if (!skb_cloned(skb) && !skb_is_nonlinear(skb) &&
	    skb_tailroom(skb) >= tail)
		return 1;
	return skb_cow_data(skb, tail, trailer);
}

int btns_esp_seal(struct sk_buff *skb, struct btns_sa *sa, unsigned int off,
		  u8 next_header, btns_esp_done *done)
{
	unsigned int data_len = skb->len - off - BTNS_ESP_HEADER_LEN;
	unsigned int pad = btns_trailer_pad(data_len, BTNS_ESP_ALIGN);
	unsigned int tail_len = pad + BTNS_TRAILER_MIN;
	struct ip_esp_hdr *esph;
	struct sk_buff *trailer;
	struct esp_op *op;
	int frags, err;
	__be64 iv;
	u64 seq;
	u8 *tail;

	frags = make_writable(skb, tail_len + BTNS_AEAD_ICV_LEN, &trailer);
	if (frags < 0)
		return frags;
	op = op_alloc(sa, skb, frags);
	if (!op)
		return -ENOMEM;
	op->done = done;

	/* last, so that no number is lost to a shortage of memory */
	err = btns_sa_send(sa, data_len + tail_len, &seq);
	if (err) {
		kfree_sensitive(op);
		return err;
	}

	tail = pskb_put(skb, trailer, tail_len + BTNS_AEAD_ICV_LEN);
	btns_trailer_fill(tail, pad, next_header);

	/* the IV need only be unique under a key: the number itself is */
	esph = (struct ip_esp_hdr *)(skb->data + off);
	esph->spi = sa->id.spi;
	esph->seq_no = htonl(lower_32_bits(seq));
	iv = cpu_to_be64(seq);
	memcpy(esph->enc_data, &iv, sizeof(iv));

	return op_submit(op, off, frags, seq, true);
}

int btns_esp_open(struct sk_buff *skb, struct btns_sa *sa, u64 seq,
		  btns_esp_done *done)
{
	struct sk_buff *trailer;
	struct esp_op *op;
	int frags;

	frags = make_writable(skb, 0, &trailer);
	if (frags < 0)
		return frags;
	op = op_alloc(sa, skb, frags);
	if (!op)
		return -ENOMEM;

	op->done = done;
	op->dev = skb->dev;
	return op_submit(op, 0, frags, seq, false);
}

bool btns_esp_trim(struct sk_buff *skb, u8 *next_header)
{
	unsigned int payload = skb->len - BTNS_ESP_HEADER_LEN -
			       BTNS_AEAD_ICV_LEN;
	unsigned int tail_len = min_t(unsigned int, payload, BTNS_TRAILER_MAX);
	struct btns_trailer trailer;
	u8 buf[BTNS_TRAILER_MAX];
	const u8 *tail;

	tail = skb_header_pointer(skb, BTNS_ESP_HEADER_LEN + payload - tail_len,
				  tail_len, buf);
	if (!tail || btns_trailer_check(tail, tail_len, payload, &trailer) !=
		     BTNS_TRAILER_OK)
		return false;

	*next_header = trailer.next_header;
	return !pskb_trim(skb, BTNS_ESP_HEADER_LEN + trailer.data_len);
}
