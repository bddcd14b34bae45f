/* SPDX-License-Identifier: ISC */
#include "base/order.h"

#include <math.h>
#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

void order_numbers(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_size);
}

double order_median(double *x, size_t n)
{
    order_numbers(x, n);
    return n ? (x[(n - 1) / 2] + x[n / 2]) / 2 : (double)NAN;
}
