import '@cloudscape-design/global-styles/index.css'
import '../kit/page.css'
import './console.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { keepAppearance } from '../kit/appearance.ts'
import { App, sessionQuery } from './app.tsx'
import { locationOf } from './frame/location.ts'
import { viewAt, viewQuery } from './frame/views.tsx'

const root = document.getElementById('root')

if (root) {
  keepAppearance()
  // Requests say themselves when trying again makes sense. The browser may think that it is offline and be wrong.
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 5_000 },
    },
  })
  // Who is there and the first page are asked for together, before anything is drawn.
  const first = viewAt(locationOf(window.location.hash))
  if (first) void queryClient.prefetchQuery(viewQuery(first.view))
  void queryClient.prefetchQuery(sessionQuery)
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  )
}
