!> Runs every algorithm of this folder on one mesh; the lines it prints are the same on any number of ranks.
program all_algorithms
  use adding_alg_mod, only: adding_alg
  use adjacent_alg_mod, only: adjacent_alg
  use all_shapes_alg_mod, only: all_shapes_alg
  use annexed_alg_mod, only: annexed_alg
  use any_faces_alg_mod, only: any_faces_alg
  use any_spaces_alg_mod, only: any_spaces_alg
  use boundary_alg_mod, only: boundary_alg
  use boundary_matrices_alg_mod, only: boundary_matrices_alg
  use broken_spaces_alg_mod, only: broken_spaces_alg
  use chain_alg_mod, only: chain_alg
  use clashes_alg_mod, only: clashes_alg
  use column_solver_alg_mod, only: column_solver_alg
  use columns_alg_mod, only: columns_alg
  use components_alg_mod, only: components_alg
  use constant_arrays_alg_mod, only: constant_arrays_alg
  use control_alg_mod, only: control_alg
  use converting_alg_mod, only: converting_alg
  use deep_reads_alg_mod, only: deep_reads_alg
  use derived_alg_mod, only: derived_alg
  use dividing_alg_mod, only: dividing_alg
  use dofs_alg_mod, only: dofs_alg
  use domain_alg_mod, only: domain_alg
  use elements_alg_mod, only: elements_alg
  use evaluator_targets_alg_mod, only: evaluator_targets_alg
  use evaluators_alg_mod, only: evaluators_alg
  use extremes_alg_mod, only: extremes_alg
  use functions_alg_mod, only: functions_alg
  use gather_alg_mod, only: gather_alg
  use halo_cells_alg_mod, only: halo_cells_alg
  use integer_adding_alg_mod, only: integer_adding_alg
  use integer_others_alg_mod, only: integer_others_alg
  use integers_alg_mod, only: integers_alg
  use layout_alg_mod, only: layout_alg
  use limiting_alg_mod, only: limiting_alg
  use literals_alg_mod, only: literals_alg
  use many_outputs_alg_mod, only: many_outputs_alg
  use matrices_alg_mod, only: matrices_alg
  use matrix_quadrature_alg_mod, only: matrix_quadrature_alg
  use mixed_matrices_alg_mod, only: mixed_matrices_alg
  use multiplying_alg_mod, only: multiplying_alg
  use named_alg_mod, only: named_alg
  use near_clashes_alg_mod, only: near_clashes_alg
  use normals_alg_mod, only: normals_alg
  use owned_and_halo_alg_mod, only: owned_and_halo_alg
  use precisions_alg_mod, only: precisions_alg
  use quadrature_edges_alg_mod, only: quadrature_edges_alg
  use quadrature_faces_alg_mod, only: quadrature_faces_alg
  use quadrature_inside_alg_mod, only: quadrature_inside_alg
  use quadrature_two_rules_alg_mod, only: quadrature_two_rules_alg
  use random_alg_mod, only: random_alg
  use read_and_add_alg_mod, only: read_and_add_alg
  use reductions_between_alg_mod, only: reductions_between_alg
  use repeated_alg_mod, only: repeated_alg
  use routines_alg_mod, only: routines_alg
  use setting_alg_mod, only: setting_alg
  use slices_alg_mod, only: slices_alg
  use square_matrices_alg_mod, only: square_matrices_alg
  use stencil_any_alg_mod, only: stencil_any_alg
  use stencil_components_alg_mod, only: stencil_components_alg
  use stencil_cross_alg_mod, only: stencil_cross_alg
  use stencil_cross2d_alg_mod, only: stencil_cross2d_alg
  use stencil_directions_alg_mod, only: stencil_directions_alg
  use stencil_region_alg_mod, only: stencil_region_alg
  use stencil_several_alg_mod, only: stencil_several_alg
  use stencil_vertices_alg_mod, only: stencil_vertices_alg
  use stencil_x1d_alg_mod, only: stencil_x1d_alg
  use stencil_y1d_alg_mod, only: stencil_y1d_alg
  use subtracting_alg_mod, only: subtracting_alg
  use sums_alg_mod, only: sums_alg
  use time_step_alg_mod, only: time_step_alg
  use trace_spaces_alg_mod, only: trace_spaces_alg
  use vector_clash_alg_mod, only: vector_clash_alg
  use vectors_alg_mod, only: vectors_alg
  use wchi_alg_mod, only: wchi_alg
  use written_shared_alg_mod, only: written_shared_alg
  use driver_mod, only: start, finish
  use mesh_mod, only: mesh_type
  implicit none

  type(mesh_type), pointer :: mesh

  mesh => start('algorithms', 'planar')
  call adding_alg(mesh)
  call adjacent_alg(mesh)
  call all_shapes_alg(mesh)
  call annexed_alg(mesh)
  call any_faces_alg(mesh)
  call any_spaces_alg(mesh)
  call boundary_alg(mesh)
  call boundary_matrices_alg(mesh)
  call broken_spaces_alg(mesh)
  call chain_alg(mesh)
  call clashes_alg(mesh)
  call column_solver_alg(mesh)
  call columns_alg(mesh)
  call components_alg(mesh)
  call constant_arrays_alg(mesh)
  call control_alg(mesh)
  call converting_alg(mesh)
  call deep_reads_alg(mesh)
  call derived_alg(mesh)
  call dividing_alg(mesh)
  call dofs_alg(mesh)
  call domain_alg(mesh)
  call elements_alg(mesh)
  call evaluator_targets_alg(mesh)
  call evaluators_alg(mesh)
  call extremes_alg(mesh)
  call functions_alg(mesh)
  call gather_alg(mesh)
  call halo_cells_alg(mesh)
  call integer_adding_alg(mesh)
  call integer_others_alg(mesh)
  call integers_alg(mesh)
  call layout_alg(mesh)
  call limiting_alg(mesh)
  call literals_alg(mesh)
  call many_outputs_alg(mesh)
  call matrices_alg(mesh)
  call matrix_quadrature_alg(mesh)
  call mixed_matrices_alg(mesh)
  call multiplying_alg(mesh)
  call named_alg(mesh)
  call near_clashes_alg(mesh)
  call normals_alg(mesh)
  call owned_and_halo_alg(mesh)
  call precisions_alg(mesh)
  call quadrature_edges_alg(mesh)
  call quadrature_faces_alg(mesh)
  call quadrature_inside_alg(mesh)
  call quadrature_two_rules_alg(mesh)
  call random_alg(mesh)
  call read_and_add_alg(mesh)
  call reductions_between_alg(mesh)
  call repeated_alg(mesh)
  call routines_alg(mesh)
  call setting_alg(mesh)
  call slices_alg(mesh)
  call square_matrices_alg(mesh)
  call stencil_any_alg(mesh)
  call stencil_components_alg(mesh)
  call stencil_cross_alg(mesh)
  call stencil_cross2d_alg(mesh)
  call stencil_directions_alg(mesh)
  call stencil_region_alg(mesh)
  call stencil_several_alg(mesh)
  call stencil_vertices_alg(mesh)
  call stencil_x1d_alg(mesh)
  call stencil_y1d_alg(mesh)
  call subtracting_alg(mesh)
  call sums_alg(mesh)
  call time_step_alg(mesh)
  call trace_spaces_alg(mesh)
  call vector_clash_alg(mesh)
  call vectors_alg(mesh)
  call wchi_alg(mesh)
  call written_shared_alg(mesh)
  call finish()
end program all_algorithms
