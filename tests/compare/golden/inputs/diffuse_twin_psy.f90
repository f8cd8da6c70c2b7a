module diffuse_psy
  use field_mod, only : field_proxy_type, field_type
  use diffuse_kernels_mod, only : flux_code
  use constants_mod, only : r_def, i_def
  implicit none
contains
  subroutine invoke_diffuse(heat, flux, total)
    use mesh_mod, only : mesh_type
    use scalar_mod, only : scalar_type
    type(field_type), intent(in) :: heat, flux
    real(kind=r_def), intent(out) :: total
    integer(kind=i_def) :: cell, df, ndf_w3, undf_w3, n, un, nlayers, first, last
    integer(kind=i_def), pointer :: map_w3(:,:) => null(), the_map(:,:) => null()
    real(kind=r_def), pointer :: values_of_heat(:) => null(), flux_data(:) => null()
    type(field_proxy_type) :: p1, P2
    type(mesh_type), pointer :: mesh => null()
    type(scalar_type) :: global_sum
    p1 = heat%get_proxy()
    values_of_heat => p1%data
    P2 = flux%get_proxy()
    flux_data => P2%data
    mesh => p1%vspace%get_mesh()
    last = 7 ! used by nobody
    nlayers = P2%vspace%get_nlayers()
    map_w3 => p1%vspace%get_whole_dofmap()
    the_map => P2%vspace%get_whole_dofmap()
    ndf_w3 = p1%vspace%get_ndf()
    undf_w3 = p1%vspace%get_undf()
    n = P2%vspace%get_ndf()
    un = P2%vspace%get_undf()
    last = mesh%get_last_halo_cell(1)
    if (p1%is_dirty(1)) then
      call p1%halo_exchange(depth=1)
    end if
    if (P2%is_dirty(1)) then
      call P2%halo_exchange(depth=1)
    end if
    DO cell = 1, mesh%get_last_halo_cell(depth=1)
      call flux_code(nlayers, flux_data, values_of_heat, n, un, the_map(:,cell), ndf_w3, undf_w3, map_w3(:,cell))
    enddo
    call P2%set_dirty()
    !$omp parallel do schedule(static) private(df) default(shared)
    do df = 1, p1%vspace%get_last_dof_owned()
      values_of_heat(df) = 0.5_r_def * values_of_heat(df) + 0.25_r_def
    enddo
    call p1%set_dirty()
    call p1%set_clean(depth = 1)
    total = 0.0_r_def
    do df = 1, p1%vspace%get_last_dof_owned()
      total = total + values_of_heat(df)
    enddo
    global_sum%value = total
    total = global_sum%get_sum()
    select case (nlayers)
    case (1)
      call one_layer(heat)
    end select
  end subroutine invoke_diffuse
end module diffuse_psy
