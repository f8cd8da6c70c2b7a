# Sources that need no MPI (tests/runtime builds them too), and those that do.
set(lfric_mesh_sources topology.cpp decomposition.cpp local_mesh.cpp element.cpp function_space.cpp
    stencil.cpp colouring.cpp exact_sum.cpp ugrid.cpp)
set(lfric_mpi_sources parallel.cpp checks.cpp exchange.cpp field.cpp mesh.cpp c_api.cpp)
