module flux_psy
  use field_mod, only : field_proxy_type, field_type
  use flux_kernels_mod, only : flux_code
  implicit none
contains
  subroutine invoke_0(change, flux, wind)
    type(field_type), intent(in) :: change, flux, wind
    type(field_proxy_type) :: p_change, p_flux, p_wind
    integer :: cell, ndf_w2, undf_w2
    integer, pointer :: map_w2(:,:)
    p_change = change%get_proxy()
    p_flux = flux%get_proxy()
    p_wind = wind%get_proxy()
    ndf_w2 = p_flux%vspace%get_ndf()
    undf_w2 = p_flux%vspace%get_undf()
    map_w2 => p_flux%vspace%get_whole_dofmap()
    do cell = 1, p_change%vspace%get_ncell()
      call flux_code(p_change%vspace%get_nlayers(), p_change%data, p_flux%data, p_wind%data, &
                     p_change%vspace%get_ndf(), p_change%vspace%get_undf(), cells_of(p_change%vspace, cell), &
                     ndf_w2, undf_w2, map_w2(:,cell))
    end do
  end subroutine invoke_0
end module flux_psy
