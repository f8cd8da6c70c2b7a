/* Faults: signals that the processor raises during a call.
 *
 * An integer division by zero in the module's own code is like a failed check: the call is left and Python raises. After
 * a wild access or a stack overflow nothing can be trusted any more; the process ends as it would have, but first it is
 * written which call that was, where and what. The handlers run on a stack of their own, and hand every signal on to
 * the handlers that were there before (Python's faulthandler, others); faults of other people's code go there alone.
 * Other parts of the module can say what lies in ranges of addresses of theirs, with isotach_fault_range(). */

enum { ISO_FAULT_RANGES = 256, ISO_SIGNALS = 4, ISO_FAULT_STACK = 65536 };

static const int iso_signals[ISO_SIGNALS] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
static struct sigaction iso_before[ISO_SIGNALS]; /* whose handlers these were */

/* Writes what an address in its range means into `text` of `room` bytes; called while a signal is handled. */
typedef void (*iso_describe)(const void *address, char *text, size_t room);

static struct {
  const char *begin, *end;
  iso_describe describe; /* null: the row is free */
} iso_ranges[ISO_FAULT_RANGES];

__attribute__((visibility("hidden"))) int isotach_fault_range(const void *begin, const void *end, iso_describe describe);
__attribute__((visibility("hidden"))) void isotach_forget_fault_range(const void *begin);

/* Adds a range; 0 when there is no room. Calls come one at a time, a fault may come at any time. */
int isotach_fault_range(const void *begin, const void *end, iso_describe describe) {
  int i;
  for (i = 0; i < ISO_FAULT_RANGES && iso_ranges[i].describe; i++) {}
  if (i == ISO_FAULT_RANGES) return 0;
  iso_ranges[i].begin = begin;
  iso_ranges[i].end = end;
  __atomic_store_n(&iso_ranges[i].describe, describe, __ATOMIC_RELEASE);
  return 1;
}

void isotach_forget_fault_range(const void *begin) {
  int i;
  for (i = 0; i < ISO_FAULT_RANGES; i++)
    if (iso_ranges[i].describe && iso_ranges[i].begin == (const char *)begin)
      __atomic_store_n(&iso_ranges[i].describe, (iso_describe)NULL, __ATOMIC_RELEASE);
}

/* Where this file's code lies. */
static struct {
  uintptr_t base, begin, end;
  const char *file;
} iso_self;

static int iso_find_self(struct dl_phdr_info *info, size_t size, void *unused) {
  int i;
  (void)size, (void)unused;
  for (i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, end = begin + info->dlpi_phdr[i].p_memsz;
    uintptr_t here = (uintptr_t)iso_find_self;
    if (info->dlpi_phdr[i].p_type != PT_LOAD || here < begin || here >= end) continue;
    iso_self.base = info->dlpi_addr;
    iso_self.begin = begin;
    iso_self.end = end;
    iso_self.file = info->dlpi_name;
    return 1;
  }
  return 0;
}

static int iso_is_own_code(uintptr_t place) { return place >= iso_self.begin && place < iso_self.end; }

/* Of a thread that has made a call: its stack, and the one that its signals are handled on. */
typedef struct {
  uintptr_t low, high;
  void *memory; /* of the second one; null: the thread had one */
} iso_stacks;

static pthread_key_t iso_stacks_key;
static __thread iso_stacks *iso_thread_stacks;
ISO_COMMON __thread char iso_thread_prepared;

static void iso_free_stacks(void *value) {
  iso_stacks *stacks = value;
  if (stacks->memory) {
    stack_t none = {0}, now;
    none.ss_flags = SS_DISABLE;
    if (!sigaltstack(NULL, &now) && now.ss_sp == stacks->memory) sigaltstack(&none, NULL);
    munmap(stacks->memory, ISO_FAULT_STACK);
  }
  iso_thread_stacks = NULL;
  free(stacks);
}

/* Once a thread: finds its stack, and gives it another one to handle signals on. */
ISO_COMMON void iso_prepare_thread(void) {
  pthread_attr_t attributes;
  stack_t stack = {0}, now;
  void *low;
  size_t size;
  iso_stacks *stacks;
  iso_thread_prepared = 1;
  if (!iso_self.file || !(stacks = calloc(1, sizeof *stacks))) return;
  if (!pthread_getattr_np(pthread_self(), &attributes)) {
    if (!pthread_attr_getstack(&attributes, &low, &size)) {
      stacks->low = (uintptr_t)low;
      stacks->high = stacks->low + size;
    }
    pthread_attr_destroy(&attributes);
  }
  if (!sigaltstack(NULL, &now) && (now.ss_flags & SS_DISABLE)) {
    stack.ss_sp = mmap(NULL, ISO_FAULT_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack.ss_size = ISO_FAULT_STACK;
    if (stack.ss_sp != MAP_FAILED) {
      if (sigaltstack(&stack, NULL)) munmap(stack.ss_sp, ISO_FAULT_STACK);
      else stacks->memory = stack.ss_sp;
    }
  }
  if (pthread_setspecific(iso_stacks_key, stacks)) iso_free_stacks(stacks);
  else iso_thread_stacks = stacks;
}

/* Text made while a signal is handled: no locale, no memory, no lock. */
typedef struct {
  char text[1500];
  size_t used;
} iso_report;

static void iso_say(iso_report *report, const char *text) {
  while (*text && report->used < sizeof report->text - 1) report->text[report->used++] = *text++;
}
static void iso_say_part(iso_report *report, const char *text, size_t length) {
  while (length-- > 0 && report->used < sizeof report->text - 1) report->text[report->used++] = *text++;
}
static void iso_say_number(iso_report *report, uintptr_t number, unsigned base) {
  char digits[24];
  int at = sizeof digits - 1;
  digits[at] = '\0';
  do digits[--at] = "0123456789abcdef"[number % base];
  while ((number /= base) != 0);
  if (base == 16) iso_say(report, "0x");
  iso_say(report, digits + at);
}

/* "procedure 'p' of module 'm'" for the symbol __m_MOD_p, "procedure 'p'" for p_. */
static void iso_say_symbol(iso_report *report, const char *symbol) {
  const char *middle = symbol[0] == '_' && symbol[1] == '_' ? strstr(symbol, "_MOD_") : NULL;
  const char *name = middle ? middle + 5 : symbol;
  size_t length = strcspn(name, "."); /* GCC calls a part of p "p._omp_fn.0" or "p_.localalias" */
  if (!middle && length > 1 && name[length - 1] == '_') length--;
  iso_say(report, middle ? "in procedure '" : "in '");
  iso_say_part(report, name, length);
  if (middle) {
    iso_say(report, "' of module '");
    iso_say_part(report, symbol + 2, (size_t)(middle - symbol) - 2);
  }
  iso_say(report, "'");
}

/* Says which procedure of this file a place in its code belongs to, by the file's own table of symbols. */
static void iso_say_place(iso_report *report, uintptr_t place) {
  int file = open(iso_self.file, O_RDONLY | O_CLOEXEC);
  struct stat status;
  const char *bytes = MAP_FAILED;
  uintptr_t offset = place - iso_self.base;
  if (file >= 0 && !fstat(file, &status) && (size_t)status.st_size > sizeof(ElfW(Ehdr)))
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (file >= 0) close(file);
  if (bytes != MAP_FAILED) {
    size_t size = (size_t)status.st_size, i, k;
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)bytes;
    const ElfW(Shdr) *sections = (const ElfW(Shdr) *)(bytes + header->e_shoff);
    int whole = header->e_shoff < size && header->e_shnum <= (size - header->e_shoff) / sizeof *sections;
    for (i = 0; whole && i < header->e_shnum; i++) {
      const ElfW(Sym) *symbols = (const ElfW(Sym) *)(bytes + sections[i].sh_offset);
      const ElfW(Shdr) *names = &sections[sections[i].sh_link < header->e_shnum ? sections[i].sh_link : 0];
      if (sections[i].sh_type != SHT_SYMTAB || sections[i].sh_offset > size ||
          sections[i].sh_size > size - sections[i].sh_offset || names->sh_offset > size ||
          names->sh_size > size - names->sh_offset)
        continue;
      for (k = 0; k < sections[i].sh_size / sizeof *symbols; k++)
        if ((symbols[k].st_info & 15) == STT_FUNC && offset >= symbols[k].st_value &&
            offset - symbols[k].st_value < symbols[k].st_size && symbols[k].st_name < names->sh_size) {
          iso_say_symbol(report, bytes + names->sh_offset + symbols[k].st_name);
          whole = 0; /* found: no further section */
          break;
        }
    }
    munmap((void *)bytes, size);
  }
  iso_say(report, " (its line: addr2line -i -e ");
  iso_say(report, iso_self.file);
  iso_say(report, " ");
  iso_say_number(report, offset, 16);
  iso_say(report, ")");
}

static void iso_say_access(iso_report *report, const siginfo_t *info, uintptr_t stack) {
  const iso_stacks *stacks = iso_thread_stacks;
  uintptr_t address = (uintptr_t)info->si_addr;
  char text[300];
  int i;
  for (i = 0; i < ISO_FAULT_RANGES; i++) {
    iso_describe describe = __atomic_load_n(&iso_ranges[i].describe, __ATOMIC_ACQUIRE);
    if (!describe || address < (uintptr_t)iso_ranges[i].begin || address >= (uintptr_t)iso_ranges[i].end) continue;
    text[0] = text[sizeof text - 1] = '\0';
    describe(info->si_addr, text, sizeof text - 1);
    iso_say(report, text);
    return;
  }
  /* A frame that is larger than what is left is touched far below the end; a small one just there. */
  if (stacks && stacks->low &&
      ((stack && stack < stacks->low + 16384) || (address < stacks->low + 16384 && address + (1u << 20) > stacks->low))) {
    uintptr_t lowest = stack && stack < address ? stack : address;
    iso_say(report, "the stack overflowed: it has ");
    iso_say_number(report, stacks->high - stacks->low, 10);
    iso_say(report, " bytes");
    if (lowest && lowest < stacks->low) {
      iso_say(report, ", at least ");
      iso_say_number(report, stacks->low - lowest, 10);
      iso_say(report, " more are asked for");
    }
    iso_say(report, ".\nisotach: to do: make large local arrays ALLOCATABLE, end a recursion without end, or start with a "
                    "larger stack (ulimit -s unlimited; threading.stack_size for Python's threads)");
    return;
  }
  if (info->si_code == SI_KERNEL) {
    iso_say(report, "access to an address that cannot exist");
    return;
  }
  iso_say(report, "access to address ");
  iso_say_number(report, address, 16);
  if (address < 65536)
    iso_say(report, ", as by an absent OPTIONAL argument, or an array or pointer that is not there");
  else if (info->si_code == SEGV_ACCERR) iso_say(report, ", which may not be used like that");
  iso_say(report, ".\nisotach: to do: build with --fflags=-fcheck=all to find an index out of bounds");
}

static void iso_describe_fault(int signal, const siginfo_t *info, uintptr_t place, uintptr_t stack) {
  iso_report report = {{0}, 0};
  const iso_exit *call = iso_innermost;
  ssize_t written;
  iso_say(&report, "isotach: ");
  iso_say(&report, call ? call->procedure : "a thread that Fortran started");
  iso_say(&report, signal == SIGFPE   ? ": arithmetic fault (SIGFPE) "
                   : signal == SIGILL ? ": illegal instruction (SIGILL) "
                   : signal == SIGBUS ? ": bus error (SIGBUS) "
                                      : ": segmentation fault (SIGSEGV) ");
  if (iso_is_own_code(place)) iso_say_place(&report, place);
  else iso_say(&report, "outside the module's own code");
  if (info->si_code > 0 && (signal == SIGSEGV || signal == SIGBUS)) {
    iso_say(&report, ": ");
    iso_say_access(&report, info, stack);
  }
  iso_say(&report, "\nisotach: the process ends, since its memory cannot be trusted any more\n");
  written = write(2, report.text, report.used);
  (void)written;
}

static const char *iso_arithmetic_fault(int code) {
  switch (code) {
  case FPE_INTDIV: return "integer division by zero, or of the most negative number by -1";
  case FPE_INTOVF: return "integer overflow";
  case FPE_FLTDIV: return "floating-point division by zero, which is trapped";
  case FPE_FLTOVF: return "floating-point overflow, which is trapped";
  case FPE_FLTUND: return "floating-point underflow, which is trapped";
  case FPE_FLTINV: return "invalid floating-point operation, which is trapped";
  default: return "an arithmetic fault";
  }
}

static void iso_handle_fault(int signal, siginfo_t *info, void *context) {
  static int describing;
  static __thread char describes_here;
  uintptr_t place = 0, stack = 0;
  int i, error = errno;
  struct sigaction *before;
#if defined(__x86_64__)
  place = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
  stack = (uintptr_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  place = (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
  stack = (uintptr_t)((ucontext_t *)context)->uc_mcontext.sp;
#endif
  for (i = 0; iso_signals[i] != signal; i++) {}
  before = &iso_before[i];
  if (signal == SIGFPE && info->si_code > 0 && iso_is_own_code(place) && iso_can_leave()) {
    const char *text = iso_arithmetic_fault(info->si_code);
    iso_leave("Fortran run-time error:", 128 + SIGFPE, text, strlen(text)); /* nothing holds a lock there */
  }
  if ((iso_innermost || iso_is_own_code(place)) && !__atomic_exchange_n(&describing, 1, __ATOMIC_ACQ_REL)) {
    describes_here = 1;
    iso_describe_fault(signal, info, place, stack);
    describes_here = 0;
    __atomic_store_n(&describing, 0, __ATOMIC_RELEASE);
  } else if (!describes_here) { /* threads of a team fault together: none ends the process before the words are out */
    for (i = 0; i < 2000 && __atomic_load_n(&describing, __ATOMIC_ACQUIRE); i++) usleep(1000);
  }
  errno = error;
  if (before->sa_flags & SA_SIGINFO) before->sa_sigaction(signal, info, context);
  else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) before->sa_handler(signal);
  else { /* what raised it runs again and ends the process as without us; what was sent is sent again */
    sigaction(signal, before, NULL);
    if (info->si_code <= 0) raise(signal);
  }
}

/* The library ended the process from inside, by a way that is not known here. */
static void iso_tell_exit(void) {
  if (iso_innermost)
    fprintf(stderr, "isotach: %s: Fortran ended the process in this call\n", iso_innermost->procedure);
}

/* At import. A module that a thread of another language calls later finds its threads unprepared, which is not a harm. */
static int iso_watch_faults(void) {
  struct sigaction action;
  int i;
  if (iso_self.file) return 1; /* imported again */
  dl_iterate_phdr(iso_find_self, NULL);
  if (!iso_self.file || pthread_key_create(&iso_stacks_key, iso_free_stacks)) {
    PyErr_SetString(PyExc_ImportError, "no thread-specific data is left for handling faults");
    return 0;
  }
  memset(&action, 0, sizeof action);
  action.sa_sigaction = iso_handle_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER; /* a jump leaves no signal blocked */
  sigemptyset(&action.sa_mask);
  for (i = 0; i < ISO_SIGNALS; i++) sigaction(iso_signals[i], &action, &iso_before[i]);
  atexit(iso_tell_exit);
  return 1;
}
