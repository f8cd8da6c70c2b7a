! RUN: isotach parse --dump=tokens %s
program conditions
#define THREE 3
#if defined(A) || defined(B) || defined(THREE)
yes = 1
#endif
#if THREE & 1 && THREE | 0 || 0
yes = 2
#endif
#if THREE << 1 == 6 && (THREE < 4) && THREE <= 3 && !(THREE > 3)
yes = 3
#endif
#if defined(A) || defined(B)
no = 1
#endif
#if 1 && 0 || 0 && 1
no = 2
#endif
#if 8 - 2 - 3 == 3 && 2 + 3 * 2 == 8
yes = 4
#endif
end
