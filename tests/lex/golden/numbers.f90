! RUN: isotach parse --dump=tokens %s
x = 1.eq.2
x = 1.e5 + 1.d0 + .5 + 5. + 1_8 + 1.0_wp + 3.and.4
x = z'FF' // b"01" // 'it''s' // k_'kind' // 4habcd
x = .true._1 .neqv. .false. .or. a .myop. b
a%b = c == d // f ** g
p => q%r(1:)
end
