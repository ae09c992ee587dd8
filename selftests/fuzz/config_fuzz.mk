# SPDX-License-Identifier: GPL-2.0-or-later
#
# What config_fuzz needs beside module/core/: btnsctl's grammar and libbtns.

config_sources := lib/text.c lib/ts.c lib/sa.c lib/attr.c lib/sock.c lib/error.c \
	lib/policy.c lib/conf.c lib/acquire.c lib/pad.c lib/ident.c lib/addrs.c \
	$(patsubst $(top)/tools/%,%,$(filter-out %/main.c %_cmd.c %_apply.c %_diff.c \
		%/stats.c %/status.c %/monitor.c %/drops.c %/explain.c %/pubkey.c,$(wildcard $(top)/tools/btnsctl/*.c))) \
	pins/pin.c
config_objects := $(config_sources:%.c=$(out)/tools/%.o)
config_cflags := -D_GNU_SOURCE -Wno-missing-field-initializers \
	-I$(top)/tools/lib -I$(top)/tools/btnsctl -I$(top)/tools/pins -I$(top)/uapi \
	$(shell pkg-config --cflags libnl-genl-3.0 json-c)
config_libs := $(foreach lib,nl-genl-3 nl-3 json-c,\
	$(shell $(CC) -print-file-name=lib$(lib).so))

$(out)/config_fuzz: $(config_objects) $(config_libs)
$(out)/config_fuzz.o: private fuzz_cflags += $(config_cflags)

$(out)/tools/%.o: $(top)/tools/%.c config_fuzz.mk
	@mkdir -p $(@D)
	$(CC) $(fuzz_cflags) $(config_cflags) -c -o $@ $<

-include $(config_objects:.o=.d)
