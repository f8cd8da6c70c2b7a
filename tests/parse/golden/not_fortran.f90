! RUN: not isotach parse %s
#include <stdio.h>
int main(void) {
  printf("hello, world\n");
  for (int i = 0; i < 3; ++i) puts("x");
  return 0;
}
