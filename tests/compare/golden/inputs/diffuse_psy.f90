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
    integer(kind=i_def) :: cell, df, ndf_w3, undf_w3, ndf_w2, undf_w2, nlayers, first, last
    integer(kind=i_def), pointer :: map_w3(:,:) => null(), map_w2(:,:) => null()
    real(kind=r_def), pointer :: heat_data(:) => null(), flux_data(:) => null()
    type(field_proxy_type) :: heat_proxy, flux_proxy
    type(mesh_type), pointer :: mesh => null()
    type(scalar_type) :: global_sum
    heat_proxy = heat%get_proxy()
    heat_data => heat_proxy%data
    flux_proxy = flux%get_proxy()
    flux_data => flux_proxy%data
    mesh => heat_proxy%vspace%get_mesh()
    nlayers = flux_proxy%vspace%get_nlayers()
    map_w3 => heat_proxy%vspace%get_whole_dofmap()
    map_w2 => flux_proxy%vspace%get_whole_dofmap()
    ndf_w3 = heat_proxy%vspace%get_ndf()
    undf_w3 = heat_proxy%vspace%get_undf()
    ndf_w2 = flux_proxy%vspace%get_ndf()
    undf_w2 = flux_proxy%vspace%get_undf()
    first = 1
    last = mesh%get_last_halo_cell(1)
    if (flux_proxy%is_dirty(depth=1)) then
      call flux_proxy%halo_exchange(depth=1)
    end if
    if (heat_proxy%is_dirty(depth=1)) then
      call heat_proxy%halo_exchange(depth=1)
    end if
    do cell = first, last, 1
      call flux_code(nlayers, flux_data, heat_data, ndf_w2, undf_w2, map_w2(:,cell), ndf_w3, undf_w3, map_w3(:,cell))
    enddo
    call flux_proxy%set_dirty()
    !$omp parallel do default(shared), private(df), schedule(static)
    do df = 1, heat_proxy%vspace%get_last_dof_owned()
      heat_data(df) = 0.5_r_def * heat_data(df) + 0.25_r_def
    enddo
    call heat_proxy%set_dirty()
    call heat_proxy%set_clean(1)
    total = 0.0_r_def
    do df = 1, heat_proxy%vspace%get_last_dof_owned()
      total = total + heat_data(df)
    enddo
    global_sum%value = total
    total = global_sum%get_sum()
    select case (nlayers)
    case (1)
      call one_layer(heat)
    end select
  end subroutine invoke_diffuse
end module diffuse_psy
