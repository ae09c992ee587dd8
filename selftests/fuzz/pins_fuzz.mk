# SPDX-License-Identifier: GPL-2.0-or-later
#
# What pins_fuzz needs beside module/core/: the pins and libbtns.

pins_sources := lib/text.c lib/ts.c lib/sa.c lib/attr.c lib/sock.c lib/error.c \
	lib/policy.c lib/conf.c lib/acquire.c lib/pad.c lib/ident.c lib/addrs.c \
	pins/pin.c pins/pins.c pins/store.c
pins_objects := $(pins_sources:%.c=$(out)/tools/%.o)
pins_cflags := -D_GNU_SOURCE -Wno-missing-field-initializers \
	-I$(top)/tools/lib -I$(top)/tools/pins -I$(top)/uapi \
	$(shell pkg-config --cflags libnl-genl-3.0 gnutls)
pins_libs := $(foreach lib,nl-genl-3 nl-3 gnutls,\
	$(shell $(CC) -print-file-name=lib$(lib).so))

$(out)/pins_fuzz: $(pins_objects) $(pins_libs)
$(out)/pins_fuzz.o: private fuzz_cflags += $(pins_cflags)
$(out)/tools/pins/%.o: private fuzz_cflags += $(pins_cflags)

-include $(pins_objects:.o=.d)
