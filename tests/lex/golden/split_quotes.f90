! RUN: isotach parse --dump=tree %s
! A quote directly before & and one that begins the next line are a doubled one, as for gfortran and Flang.
call error('bad &line'&
           ': "'//trim(line)//'"')
x = "a"&
    &"b"
y = 'a'&
    // 'b'
call two('a' // &
         'b', 'c'&
         , 'd')
end
