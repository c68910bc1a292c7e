/**
 * Parts of the API that others serve: an APIService names the Service behind a version of a group. {@link
 * dev.gyre.gateway.aggregation.Aggregation} is the way in: it passes requests on as the front proxy, says in discovery what there
 * is, and asks the servers now and then whether they answer.
 */
@NullMarked
package dev.gyre.gateway.aggregation;

import org.jspecify.annotations.NullMarked;
