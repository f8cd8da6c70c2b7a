/* The table of GCC's run-time library, which pairs addresses of the host with those of the device: one for
 * OpenACC and OpenMP, asked in the words of the one that the module is built for. */
#ifndef ISOTACH_TABLE_H
#define ISOTACH_TABLE_H

#include <stddef.h>

/* Starts the library for its first device, in the context that is current, unless it runs. Null when it then
 * works in `context`, else the reason why arrays of that context cannot be taken. */
const char* isotach_table_start(void* context);
/* The number of the device that regions run on; -1: on the host. */
int isotach_table_device(void);
int isotach_table_has(void* address, size_t bytes);
/* Enters device memory under its own address; the table must not have any of it. */
void isotach_table_enter(void* address, size_t bytes);
void isotach_table_leave(void* address);
/* Why regions shall not run on a device, by the environment; null: nothing says so. */
const char* isotach_table_refuses(void);

#endif
