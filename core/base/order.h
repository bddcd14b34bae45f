/* SPDX-License-Identifier: ISC */
/* order.h - numbers by size. */
#ifndef BASE_ORDER_H
#define BASE_ORDER_H

#include <stddef.h>

/* Sorts upwards, in place.  No NAN among them. */
void order_numbers(double *x, size_t n);
/* The median; sorts x.  NAN of no numbers. */
double order_median(double *x, size_t n);

#endif
