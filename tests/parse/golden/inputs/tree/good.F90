module good
end module good
