/** Six services of a shop, instrumented with two client libraries, unmodified. */
@NullMarked
package io.spanweir.demo.shop;

import org.jspecify.annotations.NullMarked;
