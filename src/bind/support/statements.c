/* I/O statements: one that fails without IOSTAT= and without a label for it ends, then its call does, and Python raises.
 *
 * libgfortran reports such an error inside itself and ends the process. The link therefore sends the statements of the
 * module's own objects here (--wrap; docs/build.md). A statement that cannot report an error is given an IOSTAT= and an
 * IOMSG= of ours, so the library ends it as it ends any that has them: the unit is unlocked, its memory freed. Then the
 * call is left. Those that a jump leaves in the middle, because a function in their list stops, are ended before it. */

/* How every parameter block of libgfortran begins, since GCC 8. */
typedef struct iso_statement {
  int32_t flags;
  int32_t unit;
  const char *file; /* of the source */
  int32_t line;
  size_t message_length;
  char *message;
  int *status;
} iso_statement;

enum {                          /* of iso_statement.flags */
       ISO_OUTCOME = 3,         /* 0: good */
       ISO_HAS_ERR = 1 << 2,    /* labels: ERR=, END=, EOR= */
       ISO_HAS_LABEL = 7 << 2,  /* any of them */
       ISO_HAS_IOSTAT = 1 << 5,
       ISO_HAS_IOMSG = 1 << 6
};

/* Before a statement runs: gives it what it lacks, when an error could be raised. */
static void iso_watch(iso_statement *statement) {
  iso_exit *call = iso_innermost;
  if ((statement->flags & ISO_HAS_IOSTAT) || !iso_can_leave()) return;
  statement->flags |= ISO_HAS_IOSTAT;
  statement->status = &call->status;
  /* A program that goes on at a label reads its own message. */
  if ((statement->flags & ISO_HAS_IOMSG) && (statement->flags & ISO_HAS_LABEL)) return;
  statement->flags |= ISO_HAS_IOMSG;
  statement->message = call->message;
  statement->message_length = sizeof call->message;
}

/* After its end: leaves the call when nothing in the program takes the error. */
static void iso_check(iso_statement *statement) {
  int outcome = statement->flags & ISO_OUTCOME;
  iso_exit *call = iso_innermost;
  char text[sizeof call->message];
  int used;
  if (!outcome || !call || statement->status != &call->status || !(statement->flags & ISO_HAS_IOSTAT)) return;
  if (statement->flags & (ISO_HAS_ERR << (outcome - 1))) return; /* ERR=, END=, EOR= for 1, 2, 3 */
  used = snprintf(text, sizeof text, "At line %d of file %s: ", (int)statement->line,
                  statement->file ? statement->file : "?");
  if (used > 0 && (size_t)used < sizeof text) {
    size_t room = sizeof text - (size_t)used, length = statement->message_length;
    if (length > room) length = room;
    memcpy(text + used, statement->message, length);
    used += (int)length;
  }
  iso_leave("Fortran run-time error:", 2, text, used > 0 ? (size_t)used : 0);
}

/* A data transfer is under way until its end is called. */
static void iso_enter_statement(iso_statement *statement, void (*end)(iso_statement *)) {
  iso_exit *call = iso_innermost;
  if (!call) return;
  if (call->statement_count < ISO_STATEMENTS) {
    call->statements[call->statement_count].statement = statement;
    call->statements[call->statement_count].end = end;
  }
  call->statement_count++;
}

static void iso_leave_statement(const iso_statement *statement) {
  iso_exit *call = iso_innermost;
  int last = call ? call->statement_count - 1 : -1;
  if (last < 0 || (last < ISO_STATEMENTS && call->statements[last].statement != statement)) return;
  call->statement_count = last;
}

/* Ends what a call is in the middle of, as if its list ended there: what was written becomes a record. */
static void iso_end_statements(iso_exit *call) {
  while (call->statement_count > 0) {
    int last = --call->statement_count;
    if (last < ISO_STATEMENTS) call->statements[last].end(call->statements[last].statement);
  }
}

#define ISO_WRAP __attribute__((visibility("hidden")))
/* Weak: without --wrap nothing calls these, and nothing defines the originals under that name. */
#define ISO_ORIGINAL(name) extern void __real__gfortran_##name(iso_statement *) __attribute__((weak))

#define ISO_STATEMENT(name)                                                                                  \
  ISO_ORIGINAL(name);                                                                                        \
  ISO_WRAP void __wrap__gfortran_##name(iso_statement *statement);                                           \
  void __wrap__gfortran_##name(iso_statement *statement) {                                                   \
    iso_watch(statement);                                                                                    \
    __real__gfortran_##name(statement);                                                                      \
    iso_check(statement);                                                                                    \
  }

#define ISO_TRANSFER(name)                                                                                   \
  ISO_ORIGINAL(name);                                                                                        \
  ISO_ORIGINAL(name##_done);                                                                                 \
  ISO_WRAP void __wrap__gfortran_##name(iso_statement *statement);                                           \
  ISO_WRAP void __wrap__gfortran_##name##_done(iso_statement *statement);                                    \
  void __wrap__gfortran_##name(iso_statement *statement) {                                                   \
    iso_watch(statement);                                                                                    \
    __real__gfortran_##name(statement);                                                                      \
    iso_enter_statement(statement, __real__gfortran_##name##_done);                                          \
  }                                                                                                          \
  void __wrap__gfortran_##name##_done(iso_statement *statement) {                                            \
    __real__gfortran_##name##_done(statement);                                                               \
    iso_leave_statement(statement);                                                                          \
    iso_check(statement);                                                                                    \
  }

/* toolchain/options.cpp names the same. */
ISO_TRANSFER(st_read)
ISO_TRANSFER(st_write)
ISO_STATEMENT(st_open)
ISO_STATEMENT(st_close)
ISO_STATEMENT(st_inquire)
ISO_STATEMENT(st_backspace)
ISO_STATEMENT(st_rewind)
ISO_STATEMENT(st_endfile)
ISO_STATEMENT(st_flush)
ISO_STATEMENT(st_wait)
ISO_STATEMENT(st_wait_async)
