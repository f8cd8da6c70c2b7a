/* STOP: what ends a Fortran program becomes a jump back to the call, and a Python exception.
 *
 * Fortran's run-time library ends the process for STOP, ERROR STOP, EXIT and failed checks. The module defines those
 * entry points itself (it exports none of them, so other libraries keep theirs) and jumps to the innermost call of
 * this thread. Frames in between are left as they are: nothing of theirs is finalised or deallocated; the I/O statement
 * that one of them was in is ended, so that its unit can be used again, and the processor's rounding, traps and
 * treatment of subnormal numbers are those before the call. Where there is
 * nothing to jump to, or threads of a team would be left behind, the process ends as without Python. The entry points
 * are weak, so that a static libgfortran, which defines some of them, still links. */

/* The innermost call of this thread. Not of the TLS model initial-exec: its storage has room for some fifty modules a
 * process, and the next one could not be imported. The price: a thread's first touch may allocate, in a handler too. */
ISO_COMMON __thread iso_exit *iso_innermost;

static PyObject *iso_stop_error; /* the class FortranStop */

/* libgomp's, when it is there. */
extern int omp_in_parallel(void) __attribute__((weak));

/* Whether a jump to the innermost call strands no thread of a team. */
static int iso_can_leave(void) { return iso_innermost && !(omp_in_parallel && omp_in_parallel()); }

static void iso_end_statements(iso_exit *call);

static _Noreturn void iso_jump(iso_exit *place) {
  iso_end_statements(place);
  iso_set_arithmetic(&place->arithmetic);
  longjmp(place->place, 1);
}

static _Noreturn void iso_leave(const char *kind, int code, const char *message, size_t length) {
  iso_exit *place = iso_innermost;
  if (!iso_can_leave()) {
    fprintf(stderr, "%s %.*s\n", kind, (int)length, message);
    iso_innermost = NULL; /* all is said */
    exit(code);
  }
  if (length >= sizeof place->message) length = sizeof place->message - 1;
  memcpy(place->message, message, length);
  place->message[length] = '\0';
  place->kind = kind;
  place->code = code;
  iso_jump(place);
}

static _Noreturn void iso_leave_with_number(const char *kind, int code) {
  char text[16];
  iso_leave(kind, code, text, (size_t)snprintf(text, sizeof text, "%d", code));
}

static _Noreturn void iso_leave_with_error(int code, const char *where, const char *format, va_list values) {
  int error = errno;
  char text[500];
  size_t used = where ? (size_t)snprintf(text, sizeof text, "%s: ", where) : 0;
  if (used < sizeof text) vsnprintf(text + used, sizeof text - used, format, values);
  used = strlen(text);
  if (code == 1) snprintf(text + used, sizeof text - used, ": %s", strerror(error)); /* of the operating system */
  iso_leave("Fortran run-time error:", code, text, strlen(text));
}

#define ISO_ENTRY __attribute__((weak, visibility("hidden"), noreturn))

ISO_ENTRY void _gfortran_stop_string(const char *text, size_t length, _Bool quiet);
ISO_ENTRY void _gfortran_error_stop_string(const char *text, size_t length, _Bool quiet);
ISO_ENTRY void _gfortran_stop_numeric(int code, _Bool quiet);
ISO_ENTRY void _gfortran_error_stop_numeric(int code, _Bool quiet);
ISO_ENTRY void _gfortran_exit_i4(int32_t *status);
ISO_ENTRY void _gfortran_exit_i8(int64_t *status);
ISO_ENTRY void _gfortran_abort(void);
ISO_ENTRY void _gfortran_runtime_error(const char *format, ...);
ISO_ENTRY void _gfortran_runtime_error_at(const char *where, const char *format, ...);
ISO_ENTRY void _gfortran_os_error(const char *text);
ISO_ENTRY void _gfortran_os_error_at(const char *where, const char *format, ...);

void _gfortran_stop_string(const char *text, size_t length, _Bool quiet) {
  (void)quiet;
  iso_leave("STOP", 0, text, text ? length : 0);
}
void _gfortran_error_stop_string(const char *text, size_t length, _Bool quiet) {
  (void)quiet;
  iso_leave("ERROR STOP", 1, text, text ? length : 0);
}
void _gfortran_stop_numeric(int code, _Bool quiet) {
  (void)quiet;
  iso_leave_with_number("STOP", code);
}
void _gfortran_error_stop_numeric(int code, _Bool quiet) {
  (void)quiet;
  iso_leave_with_number("ERROR STOP", code);
}
void _gfortran_exit_i4(int32_t *status) { iso_leave_with_number("EXIT", status ? *status : 0); }
void _gfortran_exit_i8(int64_t *status) { iso_leave_with_number("EXIT", status ? (int)*status : 0); }
void _gfortran_runtime_error(const char *format, ...) {
  va_list values;
  va_start(values, format);
  iso_leave_with_error(2, NULL, format, values);
}
void _gfortran_runtime_error_at(const char *where, const char *format, ...) {
  va_list values;
  va_start(values, format);
  iso_leave_with_error(2, where, format, values);
}
void _gfortran_os_error(const char *text) { iso_leave("Fortran run-time error:", 1, text, strlen(text)); }
void _gfortran_abort(void) { iso_leave("ABORT", 134, "", 0); } /* 128 and the number of SIGABRT */
void _gfortran_os_error_at(const char *where, const char *format, ...) {
  va_list values;
  va_start(values, format);
  iso_leave_with_error(1, where, format, values);
}

/* The class, made at import: a RuntimeError with `code` and `message`. */
static int iso_make_stop_error(PyObject *module, const char *extension) {
  PyObject *name = PyUnicode_FromFormat("%s.FortranStop", extension);
  const char *text = name ? PyUnicode_AsUTF8AndSize(name, NULL) : NULL;
  PyObject *defaults = Py_BuildValue("{s:i,s:s}", "code", 0, "message", "");
  if (text && defaults)
    iso_stop_error = PyErr_NewExceptionWithDoc(
        text, "Fortran executed STOP, ERROR STOP, CALL EXIT or CALL ABORT, or failed at run time.\n\n"
              "code is the exit status a program would have had, message the text without the procedure's name.",
        PyExc_RuntimeError, defaults);
  Py_XDECREF(defaults);
  Py_XDECREF(name);
  return iso_stop_error && !PyModule_AddObjectRef(module, "FortranStop", iso_stop_error);
}

/* Raises FortranStop for what ended a call. */
ISO_COMMON void iso_stopped(const iso_exit *exit, const char *procedure) {
  Py_ssize_t length = (Py_ssize_t)strlen(exit->message);
  PyObject *message, *code, *text, *error = NULL;
  while (length > 0 && (exit->message[length - 1] == ' ' || exit->message[length - 1] == '\n')) length--;
  message = iso_message_str(exit->message, length);
  code = PyLong_FromLong(exit->code);
  text = message ? PyUnicode_FromFormat(length ? "%s: %s %U" : "%s: %s", procedure, exit->kind, message) : NULL;
  if (text && code) error = PyObject_CallFunctionObjArgs(iso_stop_error, text, NULL);
  if (error && !PyObject_SetAttrString(error, "code", code) && !PyObject_SetAttrString(error, "message", message))
    PyErr_SetObject(iso_stop_error, error);
  Py_XDECREF(error);
  Py_XDECREF(text);
  Py_XDECREF(code);
  Py_XDECREF(message);
}

