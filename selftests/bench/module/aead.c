// SPDX-License-Identifier: GPL-2.0-only
#include "aead.h"

#include "bench.h"

#include <crypto/aead.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/timex.h>

#define ICV_LEN 16

/**
 * struct loop - the calls
 * @tfm: cipher
 * @req: used for one call after the other
 * @wait: where a cipher that finishes later says so
 * @assoc: octets of associated data
 * @size: octets of plain text
 * @calls: how many buffers there are
 * @buffer: associated data, text and ICV of each call
 */
struct loop {
	struct crypto_aead *tfm;
	struct aead_request *req;
	struct crypto_wait wait;
	unsigned int assoc;
	unsigned int size;
	unsigned int calls;
	u8 *buffer[BENCH_AEAD_CALLS_MAX];
};

static int call(struct loop *loop, u8 *buffer, bool decrypt)
{
	u8 nonce[16] = { };
	struct scatterlist sg;
	unsigned int len = loop->size + (decrypt ? ICV_LEN : 0);
	int err;

	sg_init_one(&sg, buffer, loop->assoc + loop->size + ICV_LEN);
	aead_request_set_crypt(loop->req, &sg, &sg, len, nonce);
	aead_request_set_ad(loop->req, loop->assoc);
	/* BH off as on a packet's way, so that it is done at once or queued */
	local_bh_disable();
	err = decrypt ? crypto_aead_decrypt(loop->req) :
			crypto_aead_encrypt(loop->req);
	local_bh_enable();
	return crypto_wait_req(err, &loop->wait);
}

static int call_all(struct loop *loop, bool decrypt)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < loop->calls && !err; i++)
		err = call(loop, loop->buffer[i], decrypt);
	return err;
}

static int measure(struct loop *loop, struct bench_aead *ask)
{
	u64 begin;
	int err;

	if (ask->decrypt) {
		err = call_all(loop, false);
		if (err)
			return err;
	}
	begin = get_cycles();
	err = call_all(loop, ask->decrypt);
	ask->insns = get_cycles() - begin;
	return err;
}

static void loop_free(struct loop *loop)
{
	unsigned int i;

	for (i = 0; i < loop->calls; i++)
		kfree(loop->buffer[i]);
	aead_request_free(loop->req);
	kfree(loop);
}

static struct loop *loop_new(struct crypto_aead *tfm,
			     const struct bench_aead *ask)
{
	size_t size = ask->assoc + ask->size + ICV_LEN;
	struct loop *loop = kzalloc(sizeof(*loop), GFP_KERNEL);

	if (!loop)
		return NULL;
	loop->tfm = tfm;
	loop->assoc = ask->assoc;
	loop->size = ask->size;
	loop->req = aead_request_alloc(tfm, GFP_KERNEL);
	while (loop->req && loop->calls < ask->calls) {
		loop->buffer[loop->calls] = kzalloc(size, GFP_KERNEL);
		if (!loop->buffer[loop->calls])
			break;
		loop->calls++;
	}
	if (!loop->req || loop->calls < ask->calls) {
		loop_free(loop);
		return NULL;
	}
	crypto_init_wait(&loop->wait);
	aead_request_set_callback(loop->req, 0, crypto_req_done, &loop->wait);
	return loop;
}

static int run(struct crypto_aead *tfm, struct bench_aead *ask)
{
	struct loop *loop;
	int err;

	err = crypto_aead_setkey(tfm, ask->key, ask->key_len);
	if (!err)
		err = crypto_aead_setauthsize(tfm, ICV_LEN);
	if (err)
		return err;
	loop = loop_new(tfm, ask);
	if (!loop)
		return -ENOMEM;
	err = measure(loop, ask);
	loop_free(loop);
	return err;
}

int bench_aead(struct bench_aead *ask)
{
	struct crypto_aead *tfm;
	int err;

	ask->name[sizeof(ask->name) - 1] = 0;
	if (ask->key_len > sizeof(ask->key) || ask->assoc > BENCH_PACKET_MAX ||
	    ask->size > BENCH_PACKET_MAX || !ask->calls ||
	    ask->calls > BENCH_AEAD_CALLS_MAX)
		return -ERANGE;

	tfm = crypto_alloc_aead(ask->name, 0, 0);
	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	err = run(tfm, ask);
	crypto_free_aead(tfm);
	return err;
}
