/**
 * What a Service means to those who look for what answers it: which pods its selector finds ({@link
 * dev.gyre.actors.service.ServiceSpec}), and at which address and ports each of them answers ({@link
 * dev.gyre.actors.service.Backend}). All of it is pure.
 */
@NullMarked
package dev.gyre.actors.service;

import org.jspecify.annotations.NullMarked;
