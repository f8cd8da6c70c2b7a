module twice_kernel_mod
end module
