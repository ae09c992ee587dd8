// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libnl knows neither extended acknowledgements nor strict dumps: both are
 * switched on here by hand, and error.c reads what they bring.
 */
#include "sock.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"

#define DUMP_TRIES 20
#define SEND_BUFFER_SLACK 4096

struct request {
	struct btns_sock *sock;
	const struct nlmsghdr *sent;
	const struct attr_set *set;
	const struct reply *reply;
	int err;
	bool is_done;
	bool is_interrupted;
};

int sock_errno(int nle)
{
	switch (nle < 0 ? -nle : nle) {
	case NLE_SUCCESS:
		return 0;
	case NLE_INTR:
		return -EINTR;
	case NLE_AGAIN:
		return -EAGAIN;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_MSGSIZE:
		return -EMSGSIZE;
	case NLE_PERM:
		return -EPERM;
	case NLE_NOACCESS:
		return -EACCES;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_BUSY:
		return -EBUSY;
	case NLE_AF_NOSUPPORT:
		return -EAFNOSUPPORT;
	case NLE_BAD_SOCK:
		return -EBADF;
	default:
		return -EIO;
	}
}

/* No kernel from 6.1 on lacks these. */
static int sock_set_options(struct nl_sock *nl)
{
	static const int options[] = {
		NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK,
	};
	int on = 1;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (setsockopt(nl_socket_get_fd(nl), SOL_NETLINK, options[i],
			       &on, sizeof(on)))
			return -errno;
	return 0;
}

static int sock_connect(struct btns_sock *sock)
{
	int err;

	err = genl_connect(sock->nl);
	if (err)
		return sock_errno(err);
	err = sock_set_options(sock->nl);
	if (err)
		return err;
	sock->family = genl_ctrl_resolve(sock->nl, BTNS_FAMILY_NAME);
	if (sock->family < 0) {
		err = sock_errno(sock->family);
		return err == -ENOENT ? -EPROTONOSUPPORT : err;
	}
	return 0;
}

int btns_sock_open(struct btns_sock **result)
{
	struct btns_sock *sock = calloc(1, sizeof(*sock));
	int err = -ENOMEM;

	*result = NULL;
	if (!sock)
		return -ENOMEM;
	sock->item = -1;
	sock->nl = nl_socket_alloc();
	if (!sock->nl)
		goto err_free;
	err = sock_connect(sock);
	if (err)
		goto err_free;
	*result = sock;
	return 0;

err_free:
	btns_sock_close(sock);
	return err;
}

void btns_sock_close(struct btns_sock *sock)
{
	if (!sock)
		return;
	free(sock->events);
	nl_socket_free(sock->nl);
	free(sock);
}

struct nl_msg *sock_msg(struct btns_sock *sock, uint8_t cmd, size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_size(size + NLMSG_HDRLEN + GENL_HDRLEN);

	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, sock->family, 0, 0, cmd,
			 BTNS_FAMILY_VERSION)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

int sock_attrs(struct nlmsghdr *hdr, struct nlattr **attrs, int max)
{
	if (!genlmsg_valid_hdr(hdr, 0))
		return -EBADMSG;
	if (nla_parse(attrs, max, genlmsg_attrdata(nlmsg_data(hdr), 0),
		      genlmsg_attrlen(nlmsg_data(hdr), 0), NULL))
		return -EBADMSG;
	return 0;
}

static int read_each(struct nlmsghdr *hdr, const struct reply *reply)
{
	struct nlattr *attr = genlmsg_attrdata(nlmsg_data(hdr), 0);
	int rem = genlmsg_attrlen(nlmsg_data(hdr), 0), err = 0;

	for (; !err && nla_ok(attr, rem); attr = nla_next(attr, &rem))
		if (nla_type(attr) == reply->many)
			err = reply->each(attr, reply->arg);
	return err;
}

/* The first error stays; what follows is read all the same, to be gone. */
static int on_valid(struct nl_msg *msg, void *arg)
{
	struct request *req = arg;
	struct nlattr **attrs;
	int err;

	if (!req->reply || req->err)
		return NL_OK;
	attrs = calloc(req->reply->max + 1, sizeof(*attrs));
	if (!attrs) {
		req->err = -ENOMEM;
		return NL_OK;
	}
	err = sock_attrs(nlmsg_hdr(msg), attrs, req->reply->max);
	if (!err && req->reply->many)
		err = read_each(nlmsg_hdr(msg), req->reply);
	if (!err)
		err = req->reply->fn(attrs, req->reply->arg);
	req->err = err;
	free(attrs);
	return NL_OK;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct request *req = arg;

	(void)msg;
	req->is_done = true;
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *answer, void *arg)
{
	struct request *req = arg;
	struct nlmsghdr *hdr = (void *)((char *)answer - NLMSG_HDRLEN);
	size_t skip = sizeof(*answer);

	(void)from;
	req->err = answer->error < 0 ? answer->error : -EIO;
	req->is_done = true;
	/* without NLM_F_CAPPED the request is echoed whole */
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED) &&
	    answer->msg.nlmsg_len >= NLMSG_HDRLEN)
		skip += NLMSG_ALIGN(answer->msg.nlmsg_len) - NLMSG_HDRLEN;
	sock_error_read(req->sock, hdr, skip, req->sent, req->set);
	return NL_SKIP;
}

/* The end of a dump carries its error, which libnl does not look at. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct request *req = arg;
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	int err = 0;

	req->is_done = true;
	if (nlmsg_datalen(hdr) >= (int)sizeof(err))
		memcpy(&err, nlmsg_data(hdr), sizeof(err));
	if (err < 0) {
		req->err = err;
		sock_error_read(req->sock, hdr, sizeof(err), req->sent,
				req->set);
	}
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	struct request *req = arg;

	(void)msg;
	req->is_interrupted = true;
	return NL_OK;
}

/* Of a request that failed here (ENOBUFS) an answer may still come. */
static int on_sequence(struct nl_msg *msg, void *arg)
{
	const struct request *req = arg;

	return nlmsg_hdr(msg)->nlmsg_seq == req->sent->nlmsg_seq ? NL_OK :
								   NL_SKIP;
}

/*
 * Read away what is left of a request that failed here.  A dump that nobody reads
 * is never over, and no other one can begin (EBUSY).
 */
static void drain(struct btns_sock *sock)
{
	int fd = nl_socket_get_fd(sock->nl);
	char octet;

	while (recv(fd, &octet, sizeof(octet), MSG_DONTWAIT) >= 0 ||
	       errno == EINTR || errno == ENOBUFS)
		;
}

static int request_receive(struct request *req)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int err = 0;

	if (!cb) {
		drain(req->sock);
		return -ENOMEM;
	}
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, req);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, req);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, req);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, req);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, req);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, req);
	while (!req->is_done && !err)
		err = nl_recvmsgs(req->sock->nl, cb);
	nl_cb_put(cb);
	if (req->is_done)
		return req->err;
	drain(req->sock);
	return sock_errno(err);
}

/* A message must fit into the send buffer whole (EMSGSIZE). */
static void grow_send_buffer(struct btns_sock *sock, uint32_t len)
{
	int fd = nl_socket_get_fd(sock->nl);
	int have = 0, want = (int)len + SEND_BUFFER_SLACK;
	socklen_t size = sizeof(have);

	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &have, &size) ||
	    have >= want)
		return;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &want, sizeof(want)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &want, sizeof(want));
}

static int request_run(struct request *req, struct nl_msg *msg)
{
	int err;

	sock_error_clear(req->sock);
	nl_complete_msg(req->sock->nl, msg);
	req->sent = nlmsg_hdr(msg);
	grow_send_buffer(req->sock, req->sent->nlmsg_len);
	err = nl_send(req->sock->nl, msg);
	return err < 0 ? sock_errno(err) : request_receive(req);
}

static void msg_free(struct nl_msg *msg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);

	explicit_bzero(nlmsg_data(hdr), nlmsg_datalen(hdr));
	nlmsg_free(msg);
}

int sock_request(struct btns_sock *sock, struct nl_msg *msg,
		 const struct attr_set *set, const struct reply *reply)
{
	struct request req = { .sock = sock, .set = set, .reply = reply };
	int err;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	err = request_run(&req, msg);
	msg_free(msg);
	return err;
}

int sock_dump(struct btns_sock *sock, struct nl_msg *msg,
	      const struct attr_set *set, const struct reply *reply)
{
	int err = -EAGAIN;

	nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_DUMP;
	for (int tries = 0; tries < DUMP_TRIES && err == -EAGAIN; tries++) {
		struct request req = {
			.sock = sock, .set = set, .reply = reply,
		};

		reply->restart(reply->arg);
		nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
		err = request_run(&req, msg);
		if (!err && req.is_interrupted)
			err = -EAGAIN;
	}
	msg_free(msg);
	return err;
}
