# SPDX-License-Identifier: GPL-2.0-only
#
# The verbs of btns.  Objects are listed in Kbuild, where the kernel's build
# reads them; the tools have a Makefile of their own.

KVER ?= $(shell uname -r)
# the names that other modules outside the tree use are taken too
KDIR ?= $(or $(KERNELDIR),$(KERNEL_SRC),$(KERNELPATH),/lib/modules/$(KVER)/build)
PREFIX ?= /usr/local
DESTDIR ?=
KERNEL ?= 6.12
RUN ?= bash
T ?= *
SECONDS ?= 60

VM := selftests/vm

.DEFAULT_GOAL := all
.PHONY: all help module tools check-config install modules_install tools_install \
	uninstall clean demo check deps vm unit fuzz kunit selftests interop \
	conformance bench \
	generate generate-check include-check sparse shellcheck

all: module tools ## the module for KDIR and the tools

help: ## this list
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)
	@echo
	@echo "  KDIR=dir          kernel build directory ($(KDIR))"
	@echo "  DESTDIR= PREFIX=  where install puts things ($(PREFIX))"
	@echo "  KERNEL=k          guest: 6.1 6.12 uml debug ($(KERNEL))"
	@echo "  RUN='command'     what vm runs in the guest ($(RUN))"
	@echo "  T=glob            which scripts selftests and interop run, which"
	@echo "                    scripts or rows conformance measures, which"
	@echo "                    workloads bench measures ($(T))"
	@echo "  SECONDS=n         how long each fuzz target runs ($(SECONDS))"

# ---- building ----

module: check-config ## btns.ko for KDIR
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

check-config: ## does the kernel of KDIR have what btns needs?
	@tools/check-config $(KDIR)

tools: ## libbtns and btnsctl
	$(MAKE) -C tools

generate: ## netlink code from the spec
	tools/ynl/regen.sh

clean: ## remove what was built
	-[ ! -d $(KDIR) ] || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	rm -rf build

# ---- installing ----

install: modules_install tools_install ## module, tools, manual pages

# CONFIG_MODULE_SIG_ALL= : the distribution's private key is not here
modules_install: module ## btns.ko into /lib/modules
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) \
		INSTALL_MOD_DIR=updates CONFIG_MODULE_SIG_ALL= modules_install
	depmod $(if $(DESTDIR),-b $(DESTDIR)) \
		$$(cat $(KDIR)/include/config/kernel.release)

tools_install: tools ## tools and manual pages into PREFIX
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

uninstall: ## take back what install put there
	$(MAKE) -C tools uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)
	rm -f $(DESTDIR)/lib/modules/*/updates/btns.ko*
	depmod $(if $(DESTDIR),-b $(DESTDIR)) $(KVER) || true

# ---- trying ----

deps: ## install the Debian packages that building and testing need
	@$(VM)/deps

demo: ## two hosts, one of them stock Linux, and what an attacker gets
	@selftests/demo $(if $(HERE),here,$(KERNEL))

vm: ## run RUN in a guest of KERNEL with this build in place
	@$(VM)/deps build lab
	@$(MAKE) --no-print-directory tools
	@$(VM)/module $(KERNEL)
	@$(VM)/run -t 3600 $(KERNEL) bash -c '$(RUN)'

# ---- testing ----

check: ## everything; installs what is missing
	@selftests/check

unit: ## pure logic and the tools in userspace, under ASan and UBSan
	@$(MAKE) --no-print-directory -C selftests/unit
	@$(MAKE) --no-print-directory -C tools check

fuzz: ## each fuzz target for SECONDS
	@$(MAKE) --no-print-directory -C selftests/fuzz SECONDS=$(SECONDS)

kunit: ## the suites in the kernel: uml and debug
	@selftests/check kunit

selftests: ## behaviour in a guest of KERNEL, scripts T
	@selftests/check -k '$(KERNEL)' -t '$(T)' selftests

interop: ## against stock XFRM, with strongSwan, on 6.1 and 6.12, scripts T
	@selftests/check -t '$(T)' interop

# without KERNEL= on both kernels
conformance: ## what the RFCs ask, what XFRM does, what btns does
	@selftests/conformance/run -t '$(T)' \
		$(if $(filter command environment,$(origin KERNEL)),-k '$(KERNEL)')

# without KERNEL= on 6.1; no part of check: a figure is not right or wrong
bench: ## instructions per packet, workloads T: clear, XFRM, btns
	@selftests/bench/run -t '$(T)' \
		$(if $(filter command environment,$(origin KERNEL)),-k '$(KERNEL)')

generate-check: ## are the generated files those of the spec?
	@tools/ynl/regen.sh --check

include-check: ## do includes point downward only?
	@tools/include-check

sparse: ## sparse over the module, for KDIR
	@$(MAKE) -C $(KDIR) M=$(CURDIR) C=2 CF=-D__CHECK_ENDIAN__ modules

shellcheck: ## every shell script
	@tools/shell-check
