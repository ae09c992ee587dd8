// SPDX-License-Identifier: GPL-2.0-only
#include "aead.h"
#include "bench.h"
#include "replay.h"
#include "sink.h"

#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

/* One thing at a time: what is measured must not be disturbed. */
static DEFINE_MUTEX(bench_lock);

static struct net_device *device(u32 index)
{
	return index ? dev_get_by_index(current->nsproxy->net_ns, index) : NULL;
}

static struct net_device *sink(u32 index)
{
	struct net_device *dev = device(index);

	if (dev && !bench_sink_is(dev)) {
		dev_put(dev);
		return NULL;
	}
	return dev;
}

static int do_replay(struct bench_store *store, struct bench_replay *ask)
{
	struct net_device *in = device(ask->in), *out = sink(ask->out);
	int err = -ENODEV;

	if (in && (out || !ask->out))
		err = bench_replay(store, ask, in, out);
	dev_put(in);
	dev_put(out);
	return err;
}

static int do_count(struct bench_count *ask)
{
	struct net_device *dev = sink(ask->device);

	if (!dev)
		return -ENODEV;
	ask->packets = bench_sink_count(dev, ask->proto);
	dev_put(dev);
	return 0;
}

/* What any of the commands says. */
union answer {
	struct bench_replay replay;
	struct bench_count count;
	struct bench_aead aead;
};

static int command(struct bench_store *store, unsigned int cmd,
		   union answer *ask)
{
	switch (cmd) {
	case BENCH_FORGET:
		bench_store_forget(store);
		return 0;
	case BENCH_REPLAY:
		return do_replay(store, &ask->replay);
	case BENCH_COUNT:
		return do_count(&ask->count);
	case BENCH_AEAD:
		return bench_aead(&ask->aead);
	default:
		return -ENOTTY;
	}
}

static long bench_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	size_t size = _IOC_SIZE(cmd);
	union answer ask = { };
	int err;

	if (size > sizeof(ask))
		return -ENOTTY;
	if (copy_from_user(&ask, user, size))
		return -EFAULT;
	mutex_lock(&bench_lock);
	err = command(file->private_data, cmd, &ask);
	mutex_unlock(&bench_lock);
	if (!err && copy_to_user(user, &ask, size))
		err = -EFAULT;
	return err;
}

static ssize_t bench_write(struct file *file, const char __user *octets,
			   size_t size, loff_t *pos)
{
	int err;

	mutex_lock(&bench_lock);
	err = bench_store_add(file->private_data, octets, size);
	mutex_unlock(&bench_lock);
	return err ? err : size;
}

static int bench_open(struct inode *inode, struct file *file)
{
	file->private_data = bench_store_new();
	return file->private_data ? 0 : -ENOMEM;
}

static int bench_release(struct inode *inode, struct file *file)
{
	bench_store_free(file->private_data);
	return 0;
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.open = bench_open,
	.release = bench_release,
	.write = bench_write,
	.unlocked_ioctl = bench_ioctl,
};

static struct miscdevice bench_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "btns_bench",
	.fops = &bench_fops,
	.mode = 0600,
};

static int __init bench_init(void)
{
	int err = bench_sink_init();

	if (err)
		return err;
	err = misc_register(&bench_device);
	if (err)
		bench_sink_exit();
	return err;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	misc_deregister(&bench_device);
	bench_sink_exit();
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Counts instructions of the packet paths");
MODULE_LICENSE("GPL");
