! RUN: isotach write %s | cmp - %s
! RUN: isotach write %s -o %t && cmp %t %s
! RUN: not isotach write %S/absent.f90
! RUN: not isotach write %s -o %t/no/such/folder
program p ; x = 1;; y = 2   ! trailing   
  call f(lo&
  &ng)
	z = 'tab	inside' ; end
